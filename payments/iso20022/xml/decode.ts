/** Bytes that are no text in the encoding they claim. */
export class Undecodable extends Error {
  /** Position of the first offending byte, from 0; nothing where the encoding as such is refused. */
  readonly byte: number | undefined;
  constructor(message: string, byte?: number) {
    super(byte === undefined ? message : `${message} at byte ${byte}`);
    this.byte = byte;
  }
}

const REPLACEMENT = "\ufffd";
const C1 = /[\u0080-\u0084\u0086-\u009f]/;

/**
 * Decodes an XML file: by its byte order mark, else by its declaration, else as UTF-8. Nothing is replaced or guessed.
 *
 * @throws Undecodable naming the position of the first wrong byte.
 */
export function decodeXml(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = byMark(buffer);
  if (marked !== undefined) {
    const text = decodeAs(marked.encoding, buffer, marked.length);
    const declared = declaredEncoding(text.slice(0, 200));
    if (declared !== undefined && !agree(declared, marked.encoding)) {
      throw new Undecodable(`declares ${declared}, but its byte order says ${marked.encoding.toUpperCase()}`);
    }
    return text;
  }
  const declared = declaredEncoding(buffer.subarray(0, 200).toString("latin1"))?.toLowerCase() ?? "utf-8";
  if (declared.startsWith("utf-16")) throw new Undecodable("declares UTF-16, but is not");
  return decodeAs(declared, buffer, 0);
}

function byMark(buffer: Buffer): { encoding: string; length: number } | undefined {
  const start = buffer.subarray(0, 4).toString("hex");
  if (start.startsWith("efbbbf")) return { encoding: "utf-8", length: 3 };
  if (start.startsWith("feff")) return { encoding: "utf-16be", length: 2 };
  if (start.startsWith("fffe")) return { encoding: "utf-16le", length: 2 };
  // Without a mark the first character, <, tells.
  if (start.startsWith("003c")) return { encoding: "utf-16be", length: 0 };
  if (start.startsWith("3c00")) return { encoding: "utf-16le", length: 0 };
  return undefined;
}

function declaredEncoding(start: string): string | undefined {
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(start)?.[1];
}

function agree(declared: string, marked: string): boolean {
  const name = declared.toLowerCase();
  return name === marked || (name === "utf-16" && marked.startsWith("utf-16"));
}

function decodeAs(encoding: string, buffer: Buffer, from: number): string {
  const body = buffer.subarray(from);
  switch (encoding) {
    case "utf-8":
    case "utf8":
      return decodeUtf8(body, from);
    case "us-ascii":
    case "ascii": {
      const byte = body.findIndex((each) => each > 0x7f);
      if (byte >= 0) throw new Undecodable("declares ASCII, but holds another character", byte);
      return body.toString("latin1");
    }
    case "iso-8859-1":
    case "latin1":
      return decodeLatin1(body);
    case "windows-1252":
    case "cp1252":
      return new TextDecoder("windows-1252").decode(body);
    case "utf-16le":
    case "utf-16be":
      return decodeUtf16(encoding, body, from);
    default:
      throw new Undecodable(
        `declares the encoding ${encoding}; read are UTF-8, UTF-16, ISO-8859-1, windows-1252 and ASCII`,
      );
  }
}

function decodeUtf8(body: Buffer, from: number): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  const at = text.indexOf(REPLACEMENT);
  if (at < 0) return text;
  const byte = Buffer.byteLength(text.slice(0, at));
  if (body.subarray(byte, byte + 3).toString("hex") === "efbfbd") {
    throw new Undecodable(
      "holds a replacement character, so it was decoded wrongly before it came here",
      from + byte,
    );
  }
  throw new Undecodable("is no UTF-8", from + byte);
}

function decodeLatin1(body: Buffer): string {
  const text = body.toString("latin1");
  const byte = text.search(C1);
  if (byte < 0) return text;
  throw new Undecodable(
    "declares ISO-8859-1, but holds a control character there (windows-1252 has letters and the euro sign in its place)",
    byte,
  );
}

function decodeUtf16(encoding: string, body: Buffer, from: number): string {
  if (body.length % 2 !== 0) throw new Undecodable("is no UTF-16: half a character", from + body.length - 1);
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(body);
  const at = text.indexOf(REPLACEMENT);
  if (at >= 0) throw new Undecodable("is no UTF-16", from + 2 * at);
  return text;
}
