import type { Money } from "../../money.ts";
import {
  type AccountStatement,
  type Balance,
  type Charge,
  type Entry,
  type EntryDetail,
  NOT_PROVIDED,
  type Statement,
} from "../model.ts";
import { writeMoney, writeRemittance } from "../parts/amounts.ts";
import { accountContent, writeAccount, writeAgent, writeParty, writePartyChoice } from "../parts/parties.ts";
import { element, type Node } from "../xml/write.ts";
import { writeHeader } from "./header.ts";

/** camt.053.001.08 */
export function writeCamt053(message: AccountStatement): Node | undefined {
  return element("BkToCstmrStmt", [
    element("GrpHdr", writeHeader(message)),
    ...message.statements.map(writeStatement),
  ]);
}

function writeStatement(statement: Statement): Node | undefined {
  const { fromDay, toDay } = statement;
  return element("Stmt", [
    element("Id", statement.id),
    element("ElctrncSeqNb", statement.sequence),
    element("CreDtTm", statement.createdAt),
    element(
      "FrToDt",
      fromDay === undefined || toDay === undefined
        ? undefined
        : [element("FrDtTm", `${fromDay}T00:00:00Z`), element("ToDtTm", `${toDay}T23:59:59Z`)],
    ),
    element("Acct", [
      ...accountContent(statement.account),
      writeParty("Ownr", statement.owner),
      writeAgent("Svcr", statement.servicer),
    ]),
    ...statement.balances.map(writeBalance),
    ...statement.entries.map(writeEntry),
  ]);
}

function writeBalance(balance: Balance): Node | undefined {
  const isCode = /^[A-Z0-9]{4}$/.test(balance.type);
  return element("Bal", [
    element("Tp", [element("CdOrPrtry", [element(isCode ? "Cd" : "Prtry", balance.type)])]),
    ...writeSigned(balance),
    writeDay("Dt", balance.day),
  ]);
}

function writeEntry(entry: Entry): Node | undefined {
  const details = entry.details.map((detail) => writeDetail(detail, entry));
  return element("Ntry", [
    element("NtryRef", entry.reference),
    ...writeSigned(entry),
    element("RvslInd", entry.isReversal ? "true" : undefined),
    element("Sts", [element(/^[A-Z]{4}$/.test(entry.status) ? "Cd" : "Prtry", entry.status)]),
    writeDay("BookgDt", entry.bookingDay),
    writeDay("ValDt", entry.valueDay),
    element("AcctSvcrRef", entry.bankReference),
    writeCode(entry.code),
    writeEntryCharges(entry.charges),
    element("NtryDtls", details),
    element("AddtlNtryInf", entry.information),
  ]);
}

function writeCode(code: string | undefined): Node | undefined {
  const [domain, family, subFamily] = code?.split("/") ?? [];
  if (subFamily === undefined) return element("BkTxCd", [element("Prtry", [element("Cd", code)])]);
  return element("BkTxCd", [
    element("Domn", [
      element("Cd", domain),
      element("Fmly", [element("Cd", family), element("SubFmlyCd", subFamily)]),
    ]),
  ]);
}

function writeDetail(detail: EntryDetail, { amountMinor }: Entry): Node | undefined {
  return element("TxDtls", [
    element("Refs", [
      element("MsgId", detail.messageId),
      element("InstrId", detail.instructionId),
      element("EndToEndId", detail.endToEndId ?? NOT_PROVIDED),
      element("UETR", detail.uetr),
      element("TxId", detail.transactionId),
    ]),
    writeMoney("Amt", detail.amount),
    element("CdtDbtInd", detail.amount && direction(amountMinor)),
    element("AmtDtls", [element("InstdAmt", [writeMoney("Amt", detail.instructed)])]),
    writeEntryCharges(detail.charges),
    element("RltdPties", [
      writePartyChoice("Dbtr", detail.debtor),
      writeAccount("DbtrAcct", detail.debtorAccount),
      writePartyChoice("Cdtr", detail.creditor),
      writeAccount("CdtrAcct", detail.creditorAccount),
    ]),
    element("Purp", [element("Cd", detail.purpose)]),
    writeRemittance(detail.remittance),
  ]);
}

function writeEntryCharges(charges: readonly Charge[]): Node | undefined {
  return element(
    "Chrgs",
    charges.map(({ amount, agent }) =>
      element("Rcrd", [writeMoney("Amt", amount), writeAgent("Agt", agent)]),
    ),
  );
}

function writeSigned({ currency, amountMinor }: Money): (Node | undefined)[] {
  const unsigned = amountMinor < 0n ? -amountMinor : amountMinor;
  return [
    writeMoney("Amt", { currency, amountMinor: unsigned }),
    element("CdtDbtInd", direction(amountMinor)),
  ];
}

function direction(amountMinor: bigint): string {
  return amountMinor < 0n ? "DBIT" : "CRDT";
}

function writeDay(name: string, day: string | undefined): Node | undefined {
  return element(name, [element("Dt", day)]);
}
