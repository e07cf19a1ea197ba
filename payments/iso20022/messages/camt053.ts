import type { Money } from "../../money.ts";
import type { Cursor, Part } from "../cursor.ts";
import { code4, day, dayOfTime, flag, max, oneOf, readMoney, time, uetr } from "../leaves.ts";
import {
  type AccountStatement,
  type Balance,
  type Charge,
  type Entry,
  type EntryDetail,
  NOT_PROVIDED,
  type Statement,
} from "../model.ts";
import { readRemittance } from "../parts/amounts.ts";
import { readAccount, readAgent, readParty } from "../parts/parties.ts";
import { checkStatement } from "./camt053-checks.ts";
import { readHeader } from "./header.ts";

const DIRECTION = oneOf(["CRDT", "DBIT"]);

export function readCamt053(body: Cursor, name: string): Part<AccountStatement> {
  const places = body.all("Stmt");
  if (places.length === 0) body.fault("Stmt is missing", "CH21");
  return {
    kind: "camt.053",
    name,
    ...readHeader(body.needed("GrpHdr")),
    statements: places.map(readStatement),
  };
}

function readStatement(cursor: Cursor): Part<Statement> {
  const account = cursor.needed("Acct");
  const period = cursor.child("FrToDt");
  const statement = {
    id: cursor.need("Id", max(35)),
    sequence: cursor.text("ElctrncSeqNb", max(18)),
    createdAt: cursor.text("CreDtTm", time),
    fromDay: period?.text("FrDtTm", dayOfTime) ?? period?.text("FrDt", day),
    toDay: period?.text("ToDtTm", dayOfTime) ?? period?.text("ToDt", day),
    account: readAccount(account, "AC01"),
    owner: readParty(account?.child("Ownr")),
    servicer: account?.child("Svcr") && readAgent(account.child("Svcr")),
    balances: cursor.all("Bal").map(readBalance),
    entries: cursor.all("Ntry").map(readEntry),
  };
  checkStatement(cursor, statement);
  return statement;
}

function readBalance(cursor: Cursor): Part<Balance> {
  const type = cursor.needed("Tp")?.needed("CdOrPrtry");
  return {
    type: type?.text("Cd", code4) ?? type?.text("Prtry", max(35)),
    ...readSigned(cursor),
    day: readDay(cursor.child("Dt")),
  };
}

function readEntry(cursor: Cursor): Part<Entry> {
  const status = cursor.needed("Sts");
  const code = cursor.child("BkTxCd");
  const family = code?.down("Domn", "Fmly");
  const domain = [
    code?.down("Domn")?.text("Cd", code4),
    family?.text("Cd", code4),
    family?.text("SubFmlyCd", code4),
  ];
  return {
    reference: cursor.text("NtryRef", max(35)),
    bankReference: cursor.text("AcctSvcrRef", max(35)),
    ...readSigned(cursor),
    isReversal: cursor.text("RvslInd", flag) ?? false,
    status: status?.text("Cd", code4) ?? status?.text("Prtry", max(35)) ?? status?.value(code4),
    bookingDay: readDay(cursor.child("BookgDt")),
    valueDay: readDay(cursor.child("ValDt")),
    code: domain.includes(undefined) ? code?.child("Prtry")?.text("Cd", max(35)) : domain.join("/"),
    charges: readEntryCharges(cursor),
    details: cursor.all("NtryDtls").flatMap((each) => each.all("TxDtls").map(readDetail)),
    information: cursor.text("AddtlNtryInf", max(500)),
  };
}

function readDetail(cursor: Cursor): Part<EntryDetail> {
  const references = cursor.child("Refs");
  const amounts = cursor.child("AmtDtls");
  const endToEndId = references?.text("EndToEndId", max(35));
  return {
    messageId: references?.text("MsgId", max(35)),
    instructionId: references?.text("InstrId", max(35)),
    endToEndId: endToEndId === NOT_PROVIDED ? undefined : endToEndId,
    transactionId: references?.text("TxId", max(35)),
    uetr: references?.text("UETR", uetr),
    amount: readMoney(cursor.child("Amt") ?? amounts?.down("TxAmt", "Amt")),
    instructed: readMoney(amounts?.down("InstdAmt", "Amt")),
    charges: readEntryCharges(cursor),
    ...readOthers(cursor),
  };
}

/** What the bank reports of others. */
function readOthers(cursor: Cursor) {
  const parties = cursor.child("RltdPties");
  cursor.notes.keepsAsPrinted = true;
  const others = {
    debtor: readParty(parties?.child("Dbtr")),
    debtorAccount: readAccount(parties?.child("DbtrAcct"), "AC02"),
    creditor: readParty(parties?.child("Cdtr")),
    creditorAccount: readAccount(parties?.child("CdtrAcct"), "AC03"),
    purpose: cursor.child("Purp")?.text("Cd", code4),
    remittance: readRemittance(cursor.child("RmtInf")),
  };
  cursor.notes.keepsAsPrinted = false;
  return others;
}

/** Since its fourth edition charges stand in records; before, each in an element of its own. */
function readEntryCharges(cursor: Cursor): Part<Charge>[] {
  return cursor.all("Chrgs").flatMap((charges) => {
    const records = charges.all("Rcrd");
    const places = records.length > 0 ? records : charges.child("Amt") ? [charges] : [];
    const each = places.map((place) => ({
      amount: readMoney(place.needed("Amt")),
      agent: readCharger(place),
    }));
    if (each.length > 0) return each;
    const total = readMoney(charges.child("TtlChrgsAndTaxAmt"));
    return total === undefined ? [] : [{ amount: total, agent: undefined }];
  });
}

function readCharger(cursor: Cursor) {
  const agent = cursor.child("Agt", "Pty");
  return agent && readAgent(agent);
}

/** Amount and direction, as printed. */
function readSigned(cursor: Cursor): Pick<Part<Balance>, "currency" | "amountMinor"> {
  const money: Money | undefined = readMoney(cursor.needed("Amt"));
  const direction = cursor.need("CdtDbtInd", DIRECTION);
  if (money === undefined || direction === undefined)
    return { currency: money?.currency, amountMinor: undefined };
  return {
    currency: money.currency,
    amountMinor: direction === "DBIT" ? -money.amountMinor : money.amountMinor,
  };
}

/** Some banks print a point in time where they mean a day; the day is the one printed. */
function readDay(cursor: Cursor | undefined): string | undefined {
  return cursor?.text("Dt", day, "DT01") ?? cursor?.text("DtTm", dayOfTime, "DT01");
}
