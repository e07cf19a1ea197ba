import { Cursor, type Draft, Notes, type Part } from "./cursor.ts";
import { type Finding, MessageInvalid, type Refused } from "./finding.ts";
import { checkBusinessHeader } from "./messages/business-header.ts";
import { readCamt053 } from "./messages/camt053.ts";
import { readPacs002 } from "./messages/pacs002.ts";
import { readPacs004 } from "./messages/pacs004.ts";
import { readBankTransfers } from "./messages/pacs008.ts";
import { readPain001 } from "./messages/pain001.ts";
import type { Kind, Message } from "./model.ts";
import { decodeXml, Undecodable } from "./xml/decode.ts";
import { NotXml, parseXml, type XmlElement } from "./xml/tree.ts";

/** A message that was read, and what was remarked on the way. */
export interface ReadMessage {
  readonly message: Message;
  /** Nothing that keeps it from being used. */
  readonly remarks: readonly Finding[];
  /** Paths of elements that are not carried here. */
  readonly leftOut: readonly string[];
}

const NAMESPACE =
  /^urn:iso:std:iso:20022:tech:xsd:((pain\.001|pacs\.008|pacs\.009|pacs\.002|pacs\.004|camt\.053)\.001\.(\d{2}))$/;

interface Format {
  /** Element within Document. */
  readonly root: string;
  readonly versions: { readonly from: number; readonly to: number };
  read(body: Cursor, name: string): Part<Message>;
}

const FORMATS: Readonly<Record<Kind, Format>> = {
  "pain.001": { root: "CstmrCdtTrfInitn", versions: { from: 3, to: 12 }, read: readPain001 },
  "pacs.008": {
    root: "FIToFICstmrCdtTrf",
    versions: { from: 8, to: 13 },
    read: (body, name) => readBankTransfers(body, name, "pacs.008"),
  },
  "pacs.009": {
    root: "FICdtTrf",
    versions: { from: 8, to: 12 },
    read: (body, name) => readBankTransfers(body, name, "pacs.009"),
  },
  "pacs.002": { root: "FIToFIPmtStsRpt", versions: { from: 3, to: 15 }, read: readPacs002 },
  "pacs.004": { root: "PmtRtr", versions: { from: 9, to: 14 }, read: readPacs004 },
  "camt.053": { root: "BkToCstmrStmt", versions: { from: 2, to: 13 }, read: readCamt053 },
};

/** Most bytes that are read; a million payments need less. */
const MOST_BYTES = 2 ** 30;

/**
 * Reads a message, whatever its encoding, prefixes, envelope and version, and checks the whole of it: types, codes, sums,
 * identifiers, and what must hold between its fields. All findings are listed at once.
 *
 * @param source Name of the file in findings.
 * @throws MessageInvalid with every finding.
 */
export function readMessage(bytes: Uint8Array, source: string): ReadMessage {
  const root = parsed(bytes, source);
  const { document, header } = partsOf(root, source);
  const match = NAMESPACE.exec(document.namespace);
  if (match === null) {
    throw invalid(source, `is in the namespace "${document.namespace}"; read are ${versions()}`, document);
  }
  const [, name = "", kind, version] = match;
  const format = FORMATS[kind as Kind];
  if (Number(version) < format.versions.from || Number(version) > format.versions.to) {
    throw invalid(source, `is a ${name}; read are ${versions()}`, document);
  }
  const notes = new Notes();
  const top = new Cursor(document, "Document", notes);
  const body = top.needed(format.root);
  const draft = body && format.read(body, name);
  if (header !== undefined) checkBusinessHeader(new Cursor(header, "AppHdr", notes), name);
  if (draft === undefined || notes.hasFaults)
    throw new MessageInvalid(source, sorted(notes.findings), refusedOf(draft, name));
  return { message: draft as Message, remarks: sorted(notes.findings), leftOut: top.unread() };
}

function parsed(bytes: Uint8Array, source: string): XmlElement {
  if (bytes.byteLength > MOST_BYTES) throw invalid(source, `has more than ${MOST_BYTES} bytes`);
  try {
    return parseXml(decodeXml(bytes));
  } catch (error) {
    if (error instanceof Undecodable) throw invalid(source, error.message);
    if (error instanceof NotXml) throw invalid(source, error.message, error);
    throw error;
  }
}

/** The document, bare or in an envelope, and the business application header that may stand beside it. */
function partsOf(root: XmlElement, source: string): { document: XmlElement; header: XmlElement | undefined } {
  const candidates =
    root.name === "Document" ? [root] : [root, ...root.children].flatMap(({ children }) => children);
  const documents = candidates.filter(({ name }) => name === "Document");
  const [document, second] = documents;
  if (document === undefined) throw invalid(source, `holds no Document, but <${root.name}>`, root);
  if (second !== undefined) throw invalid(source, "holds two messages; give each a file of its own", second);
  return { document, header: candidates.find(({ name }) => name === "AppHdr") };
}

function versions(): string {
  const list = Object.entries(FORMATS).map(
    ([
      kind,
      {
        versions: { from, to },
      },
    ]) => {
      return `${kind}.001.${String(from).padStart(2, "0")} to ${to}`;
    },
  );
  return list.join(", ");
}

function invalid(source: string, message: string, place?: { line: number; column: number }): MessageInvalid {
  const { line, column } = place ?? { line: 0, column: 0 };
  const finding: Finding = {
    line,
    column,
    path: "",
    message,
    kind: "fault",
    reason: "FF01",
    transaction: undefined,
  };
  return new MessageInvalid(source, [finding], refusedOf(undefined, undefined));
}

function refusedOf(draft: Draft<Message>, messageName: string | undefined): Refused {
  const transfers = draft === undefined ? [] : transactionsOf(draft);
  return {
    messageName,
    messageId: draft?.messageId,
    createdAt: draft?.createdAt,
    transactions: transfers.map(({ instructionId, endToEndId, transactionId, uetr }) => ({
      instructionId,
      endToEndId,
      transactionId,
      uetr,
    })),
  };
}

type References = Refused["transactions"][number];

function transactionsOf(draft: Part<Message>): readonly References[] {
  if (draft.kind === "pacs.008" || draft.kind === "pacs.009")
    return (draft.transfers ?? []) as readonly References[];
  if (draft.kind === "pain.001")
    return (draft.groups ?? []).flatMap((group) => group?.transfers ?? []) as readonly References[];
  return [];
}

function sorted(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
}
