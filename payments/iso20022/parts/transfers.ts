import type { Money } from "../../money.ts";
import type { Cursor, Part } from "../cursor.ts";
import { code4, decimal, max, oneOf, readMoney, uetr } from "../leaves.ts";
import { CHARGE_BEARERS, type ChargeBearer, NOT_PROVIDED, type Transfer } from "../model.ts";
import { element, type Node } from "../xml/write.ts";
import { readRemittance, writeRemittance } from "./amounts.ts";
import { readAccount, readAgent, readParty } from "./parties.ts";

type References = Pick<Transfer, "instructionId" | "endToEndId" | "transactionId" | "uetr">;

/** References of a payment. The word NOTPROVIDED is no reference. */
export function readReferences(cursor: Cursor, needsUetr: boolean): Part<References> {
  const place = cursor.needed("PmtId");
  const endToEndId = place?.need("EndToEndId", max(35));
  return {
    instructionId: place?.text("InstrId", max(35)),
    endToEndId: endToEndId === NOT_PROVIDED ? undefined : endToEndId,
    transactionId: place?.text("TxId", max(35)),
    uetr: needsUetr ? place?.need("UETR", uetr) : place?.text("UETR", uetr),
  };
}

export function writeReferences({ instructionId, endToEndId, transactionId, uetr: unique }: References) {
  return element("PmtId", [
    element("InstrId", instructionId),
    element("EndToEndId", endToEndId ?? NOT_PROVIDED),
    element("TxId", transactionId),
    element("UETR", unique),
  ]);
}

const CHARGE_BEARER = oneOf(CHARGE_BEARERS);

/** What the creditor's side of every payment message has in common. */
export function readCreditor(cursor: Cursor, ofBank: boolean) {
  return {
    creditorAgent: readAgent(cursor.child("CdtrAgt")),
    creditor: (ofBank ? readAgent : readParty)(cursor.needed("Cdtr")),
    creditorAccount: readAccount(cursor.child("CdtrAcct"), "AC03"),
    purpose: cursor.child("Purp")?.text("Cd", code4),
    remittance: readRemittance(cursor.child("RmtInf")),
  };
}

export function writePurpose({ purpose, remittance }: Transfer): (Node | undefined)[] {
  return [element("Purp", [element("Cd", purpose)]), writeRemittance(remittance)];
}

export function readChargeBearer(cursor: Cursor): ChargeBearer | undefined {
  return cursor.text("ChrgBr", CHARGE_BEARER);
}

export function readRate(cursor: Cursor | undefined): string | undefined {
  return cursor?.text("XchgRate", decimal);
}

/** An amount that is paid; nothing is no payment. */
export function readPaid(cursor: Cursor | undefined): Money | undefined {
  const money = readMoney(cursor);
  if (money?.amountMinor === 0n) cursor?.fault("is zero", "AM01");
  return money;
}
