import type { Money } from "../../money.ts";
import type { Cursor, Part } from "../cursor.ts";
import { day, oneOf } from "../leaves.ts";
import type { BankTransfers, Party, Transfer } from "../model.ts";
import { checkTotals, readCharges, writeCharges, writeMoney } from "../parts/amounts.ts";
import {
  readAccount,
  readAgent,
  readParty,
  writeAccount,
  writeAgent,
  writeNeededAgent,
  writeParty,
} from "../parts/parties.ts";
import {
  readChargeBearer,
  readCreditor,
  readPaid,
  readRate,
  readReferences,
  writePurpose,
  writeReferences,
} from "../parts/transfers.ts";
import { element, type Node } from "../xml/write.ts";
import { readHeader, writeHeader } from "./header.ts";
import { totals } from "./pain001.ts";

/** Ways to settle: with the instructed or instructing agent, or through a clearing. */
const METHOD = oneOf(["INDA", "INGA", "CLRG"]);

/** What the group says for all its transactions. */
interface GroupWide {
  readonly settlementDate: string | undefined;
  readonly instructingAgent: Part<Party> | undefined;
  readonly instructedAgent: Part<Party> | undefined;
}

export function readBankTransfers(
  body: Cursor,
  name: string,
  kind: BankTransfers["kind"],
): Part<BankTransfers> {
  const header = body.needed("GrpHdr");
  const group: GroupWide = {
    settlementDate: header?.text("IntrBkSttlmDt", day, "DT01"),
    instructingAgent: identified(header?.child("InstgAgt")),
    instructedAgent: identified(header?.child("InstdAgt")),
  };
  const places = body.all("CdtTrfTxInf");
  if (places.length === 0) body.fault("CdtTrfTxInf is missing", "CH21");
  const transfers = places.map((place, index) => {
    place.notes.transaction = index + 1;
    const transfer = readTransfer(place, group, kind === "pacs.009");
    place.notes.transaction = undefined;
    return transfer;
  });
  if (header !== undefined) {
    const amounts = transfers.map(({ amount }) => amount) as (Money | undefined)[];
    checkTotals(header, amounts);
    const total = header.child("TtlIntrBkSttlmAmt");
    const stated = total && readPaid(total);
    const sum = amounts.reduce((all, each) => all + (each?.amountMinor ?? 0n), 0n);
    const isForeign = amounts.some((each) => each !== undefined && each.currency !== stated?.currency);
    if (stated !== undefined && !amounts.includes(undefined) && (isForeign || sum !== stated.amountMinor)) {
      total?.fault("is not the sum of the amounts", "AM10");
    }
  }
  return {
    kind,
    name,
    ...readHeader(header),
    settlementMethod: readMethod(header),
    transfers,
  };
}

/** How banks settle. Cover payments move the money in another message, so paying both would pay twice. */
export function readMethod(header: Cursor | undefined): string | undefined {
  const place = header?.needed("SttlmInf")?.needed("SttlmMtd");
  if (place?.element.text === "COVE") {
    place.fault("COVE is not served: the money of a cover payment moves in a message of its own", "AG01");
    return undefined;
  }
  return place?.value(METHOD);
}

function readTransfer(cursor: Cursor, group: GroupWide, ofBank: boolean): Part<Transfer> {
  const bearer = ofBank ? undefined : cursor.need("ChrgBr", (text) => text);
  const chargeBearer = bearer === undefined ? undefined : readChargeBearer(cursor);
  const charges = readCharges(cursor);
  if (chargeBearer === "CRED" && charges.length === 0) {
    cursor.fault(
      "ChrgsInf is missing: the creditor bears the charges (CRED), so they must be named, even if zero",
      "CH21",
    );
  }
  if (ofBank && cursor.child("UndrlygCstmrCdtTrf") !== undefined) {
    cursor.fault("UndrlygCstmrCdtTrf is not served: cover payments are refused", "AG01");
  }
  return {
    ...readReferences(cursor, true),
    amount: readPaid(cursor.needed("IntrBkSttlmAmt")),
    instructed: readPaid(cursor.child("InstdAmt")),
    exchangeRate: readRate(cursor),
    settlementDate: cursor.text("IntrBkSttlmDt", day, "DT01") ?? group.settlementDate,
    chargeBearer,
    charges,
    instructingAgent: identified(cursor.child("InstgAgt")) ?? group.instructingAgent,
    instructedAgent: identified(cursor.child("InstdAgt")) ?? group.instructedAgent,
    debtor: (ofBank ? readAgent : readParty)(cursor.needed("Dbtr")),
    debtorAccount: readAccount(cursor.child("DbtrAcct"), "AC02"),
    debtorAgent: readAgent(cursor.child("DbtrAgt")),
    ...readCreditor(cursor, ofBank),
  };
}

/** An agent of the chain, which a name alone does not identify. */
function identified(cursor: Cursor | undefined): Part<Party> | undefined {
  if (cursor === undefined) return undefined;
  const agent = readAgent(cursor);
  const id = cursor.child("FinInstnId");
  if (id?.child("BICFI", "BIC", "ClrSysMmbId", "LEI") === undefined) {
    cursor.fault("has neither BIC nor member id nor LEI", "AGNT");
  }
  return agent;
}

/** pacs.008.001.08 or pacs.009.001.08 */
export function writeBankTransfers(message: BankTransfers): Node | undefined {
  const ofBank = message.kind === "pacs.009";
  return element(ofBank ? "FICdtTrf" : "FIToFICstmrCdtTrf", [
    element("GrpHdr", [
      ...writeHeader(message),
      ...totals(message.transfers.map(({ amount }) => amount)),
      element("SttlmInf", [element("SttlmMtd", message.settlementMethod)]),
    ]),
    ...message.transfers.map((transfer) => writeTransfer(transfer, ofBank)),
  ]);
}

function writeTransfer(transfer: Transfer, ofBank: boolean): Node | undefined {
  const writeOwner = ofBank ? writeAgent : writeParty;
  const writeOwnAgent = ofBank ? writeAgent : writeNeededAgent;
  return element("CdtTrfTxInf", [
    writeReferences(transfer),
    writeMoney("IntrBkSttlmAmt", transfer.amount),
    element("IntrBkSttlmDt", transfer.settlementDate),
    writeMoney("InstdAmt", transfer.instructed),
    element("XchgRate", transfer.exchangeRate),
    element("ChrgBr", transfer.chargeBearer),
    ...writeCharges(transfer.charges),
    writeAgent("InstgAgt", transfer.instructingAgent),
    writeAgent("InstdAgt", transfer.instructedAgent),
    writeOwner("Dbtr", transfer.debtor),
    writeAccount("DbtrAcct", transfer.debtorAccount),
    writeOwnAgent("DbtrAgt", transfer.debtorAgent),
    writeOwnAgent("CdtrAgt", transfer.creditorAgent),
    writeOwner("Cdtr", transfer.creditor),
    writeAccount("CdtrAcct", transfer.creditorAccount),
    ...writePurpose(transfer),
  ]);
}
