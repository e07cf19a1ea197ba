import { type Finding, MessageInvalid } from "../../../payments/iso20022/finding.ts";
import type { Message } from "../../../payments/iso20022/model.ts";
import { type ReadMessage, readMessage } from "../../../payments/iso20022/read.ts";

/** The UETR of the sample payment. */
export const UETR = "edff5f83-7c1d-44ac-b076-6430956a68b0";

const ROOTS: Readonly<Record<string, string>> = {
  "pain.001": "CstmrCdtTrfInitn",
  "pacs.008": "FIToFICstmrCdtTrf",
  "pacs.009": "FICdtTrf",
  "pacs.002": "FIToFIPmtStsRpt",
  "pacs.004": "PmtRtr",
  "camt.053": "BkToCstmrStmt",
};

/** A document of a message such as pacs.008.001.08. */
export function document(name: string, body: string): string {
  const root = ROOTS[name.slice(0, 8)];
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${name}"><${root}>${body}</${root}></Document>`;
}

/** Text and attributes that a sample replaces. */
export type Changes = Readonly<Record<string, string>>;

/** A pacs.008 of one payment; each change replaces a piece of its text, which must be there. */
export function pacs008(changes: Changes = {}): string {
  return changed(
    document(
      "pacs.008.001.08",
      `<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-27T08:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>
<SttlmInf><SttlmMtd>INDA</SttlmMtd></SttlmInf></GrpHdr>
<CdtTrfTxInf>
<PmtId><InstrId>I-1</InstrId><EndToEndId>E-1</EndToEndId><UETR>${UETR}</UETR></PmtId>
<IntrBkSttlmAmt Ccy="EUR">1000.00</IntrBkSttlmAmt><IntrBkSttlmDt>2026-11-27</IntrBkSttlmDt>
<ChrgBr>SHAR</ChrgBr>
<InstgAgt><FinInstnId><BICFI>AURUDEF0</BICFI></FinInstnId></InstgAgt>
<InstdAgt><FinInstnId><BICFI>JADECNB0XXX</BICFI></FinInstnId></InstdAgt>
<Dbtr><Nm>Orion Motors</Nm></Dbtr>
<DbtrAcct><Id><IBAN>DE73000000000000000401</IBAN></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>AURUDEF0</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><BICFI>JADECNB0XXX</BICFI></FinInstnId></CdtrAgt>
<Cdtr><Nm>Kappa Fasteners</Nm></Cdtr>
<CdtrAcct><Id><Othr><Id>GH-KAPPA-1</Id></Othr></Id></CdtrAcct>
<Purp><Cd>SUPP</Cd></Purp>
</CdtTrfTxInf>`,
    ),
    changes,
  );
}

/** A camt.053 of one account: `inner` follows its balances and may hold entries. */
export function camt053(
  balances: string,
  entries: string,
  { name = "camt.053.001.02", account = "<Ccy>EUR</Ccy>", period = "" } = {},
): string {
  return document(
    name,
    `<GrpHdr><MsgId>S-1</MsgId><CreDtTm>2026-11-28T01:00:00+01:00</CreDtTm></GrpHdr>
<Stmt><Id>S-1</Id>${period}
<Acct><Id><IBAN>DE73000000000000000401</IBAN></Id>${account}</Acct>
${balances}
${entries}
</Stmt>`,
  );
}

/** A balance of a statement. */
export function balance(type: string, amount: string, currency = "EUR", direction = "CRDT"): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt>
<CdtDbtInd>${direction}</CdtDbtInd><Dt><Dt>2026-11-27</Dt></Dt></Bal>`;
}

/** An entry of a statement; `more` is put behind its dates. */
export function entry(amount: string, direction: "CRDT" | "DBIT", more = "", before = ""): string {
  return `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${before}<Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-27</Dt></BookgDt>${more}</Ntry>`;
}

/** The message of a kind. */
type OfKind<K, M = Message> = M extends { kind: infer Own } ? (K extends Own ? M : never) : never;

/** Reads a text that must be a good message. */
export function read<K extends Message["kind"]>(
  xml: string | Uint8Array,
  _kind: K,
): ReadMessage & { message: OfKind<K> } {
  return readMessage(bytesOf(xml), "sample.xml") as ReadMessage & {
    message: OfKind<K>;
  };
}

/** Reads a text that must be refused, and returns its faults. */
export function faultsOf(xml: string | Uint8Array): Finding[] {
  return refusalOf(xml).findings.filter(({ kind }) => kind === "fault");
}

/** Reads a text that must be refused. */
export function refusalOf(xml: string | Uint8Array): MessageInvalid {
  try {
    readMessage(bytesOf(xml), "sample.xml");
  } catch (error) {
    if (error instanceof MessageInvalid) return error;
    throw error;
  }
  throw new Error("The message was read");
}

/** Reason and message of each fault. */
export function briefly(faults: readonly Finding[]): string[] {
  return faults.map(({ reason, path, message }) => `${reason} ${path.split("/").at(-1)} ${message}`);
}

function bytesOf(xml: string | Uint8Array): Uint8Array {
  return typeof xml === "string" ? Buffer.from(xml) : xml;
}

function changed(text: string, changes: Changes): string {
  return Object.entries(changes).reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`The sample does not hold ${from}`);
    return result.replace(from, to);
  }, text);
}
