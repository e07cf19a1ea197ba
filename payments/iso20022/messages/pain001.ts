import { type Cursor, type Draft, LeafFault, type Part } from "../cursor.ts";
import { day, dayOfTime, max, oneOf } from "../leaves.ts";
import type { CustomerInitiation, PaymentGroup, Transfer } from "../model.ts";
import { checkTotals, controlSum, writeMoney } from "../parts/amounts.ts";
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

export function readPain001(body: Cursor, name: string): Part<CustomerInitiation> {
  const header = body.needed("GrpHdr");
  const places = body.all("PmtInf");
  if (places.length === 0) body.fault("PmtInf is missing", "CH21");
  const count = { transaction: 0 };
  const groups = places.map((place) => readGroup(place, count));
  const amounts = groups.flatMap(({ transfers }) => transfers).map(({ amount }) => amount);
  if (header !== undefined) checkTotals(header, amounts as Transfer["amount"][]);
  return {
    kind: "pain.001",
    name,
    ...readHeader(header),
    initiatingParty: readParty(header?.needed("InitgPty")) as Draft<CustomerInitiation["initiatingParty"]>,
    groups,
  };
}

function readGroup(cursor: Cursor, count: { transaction: number }) {
  cursor.need("PmtMtd", transferOnly);
  const date = cursor.needed("ReqdExctnDt");
  const debtor = {
    debtor: readParty(cursor.needed("Dbtr")),
    debtorAccount: readAccount(cursor.needed("DbtrAcct"), "AC02"),
    debtorAgent: readAgent(cursor.child("DbtrAgt")),
  };
  const bearer = readChargeBearer(cursor);
  const places = cursor.all("CdtTrfTxInf");
  if (places.length === 0) cursor.fault("CdtTrfTxInf is missing", "CH21");
  const transfers = places.map((place) => {
    count.transaction++;
    place.notes.transaction = count.transaction;
    const transfer = readTransfer(place, debtor, bearer);
    place.notes.transaction = undefined;
    return transfer;
  });
  checkTotals(cursor, transfers.map(({ amount }) => amount) as Transfer["amount"][]);
  return {
    id: cursor.need("PmtInfId", max(35)),
    // From its eighth edition on a choice of day and time.
    executionDate: date?.text("Dt", day) ?? date?.text("DtTm", dayOfTime) ?? date?.value(day, "DT01"),
    ...debtor,
    chargeBearer: bearer,
    transfers,
  };
}

function readTransfer(
  cursor: Cursor,
  debtor: Pick<Part<Transfer>, "debtor" | "debtorAccount" | "debtorAgent">,
  bearer: Transfer["chargeBearer"],
): Part<Transfer> {
  const amounts = cursor.needed("Amt");
  if (amounts?.child("EqvtAmt") !== undefined) amounts.fault("EqvtAmt is not served: give InstdAmt", "AM12");
  return {
    ...readReferences(cursor, false),
    amount: readPaid(amounts?.needed("InstdAmt")),
    instructed: undefined,
    exchangeRate: readRate(cursor.child("XchgRateInf")),
    settlementDate: undefined,
    chargeBearer: readChargeBearer(cursor) ?? bearer,
    charges: [],
    instructingAgent: undefined,
    instructedAgent: undefined,
    ...debtor,
    ...readCreditor(cursor, false),
  };
}

const TRANSFER = oneOf(["TRF"]);

function transferOnly(text: string): string {
  try {
    return TRANSFER(text);
  } catch {
    throw new LeafFault("is not served; transfers (TRF) are", "AG01");
  }
}

/** pain.001.001.09 */
export function writePain001(message: CustomerInitiation): Node | undefined {
  const amounts = message.groups.flatMap(({ transfers }) => transfers).map(({ amount }) => amount);
  return element("CstmrCdtTrfInitn", [
    element("GrpHdr", [
      ...writeHeader(message),
      ...totals(amounts),
      writeParty("InitgPty", message.initiatingParty),
    ]),
    ...message.groups.map(writeGroup),
  ]);
}

function writeGroup(group: PaymentGroup): Node | undefined {
  return element("PmtInf", [
    element("PmtInfId", group.id),
    element("PmtMtd", "TRF"),
    ...totals(group.transfers.map(({ amount }) => amount)),
    element("ReqdExctnDt", [element("Dt", group.executionDate)]),
    writeParty("Dbtr", group.debtor),
    writeAccount("DbtrAcct", group.debtorAccount),
    writeNeededAgent("DbtrAgt", group.debtorAgent),
    element("ChrgBr", group.chargeBearer),
    ...group.transfers.map((transfer) =>
      element("CdtTrfTxInf", [
        writeReferences(transfer),
        element("Amt", [writeMoney("InstdAmt", transfer.amount)]),
        element("XchgRateInf", [element("XchgRate", transfer.exchangeRate)]),
        element("ChrgBr", group.chargeBearer === transfer.chargeBearer ? undefined : transfer.chargeBearer),
        writeAgent("CdtrAgt", transfer.creditorAgent),
        writeParty("Cdtr", transfer.creditor),
        writeAccount("CdtrAcct", transfer.creditorAccount),
        ...writePurpose(transfer),
      ]),
    ),
  ]);
}

/** Number and control sum, as group and file carry them. */
export function totals(amounts: readonly Transfer["amount"][]): (Node | undefined)[] {
  return [element("NbOfTxs", String(amounts.length)), element("CtrlSum", controlSum(amounts))];
}
