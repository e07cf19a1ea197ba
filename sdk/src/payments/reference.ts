import {
  concat,
  dataSlice,
  getBytes,
  hexlify,
  id,
  randomBytes,
  toUtf8Bytes,
  toUtf8String,
  zeroPadBytes,
} from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";

/** What a payment is about, in the one word that its event carries. */
export interface PaymentReference {
  /** ISO 20022's unique end-to-end transaction reference: a UUIDv4 in lower case. Nothing if the payment has none. */
  readonly uetr: string | undefined;
  /** A purpose code (SALA), or the reason code of a return (AC04): four letters or digits. */
  readonly reason: string | undefined;
  /** 12 bytes of the payer's own, as 0x and 24 hex digits; zero bytes if it has nothing to say. */
  readonly own: string;
}

/** A text that is no UETR. */
export class BadUetr extends GuildhallError {
  override readonly name = "BadUetr";
  constructor(given: string) {
    super(
      `"${given}" is no UETR.`,
      "Give a UUID of version 4: xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx with y one of 8, 9, a, b.",
      { given },
    );
  }
}

/** A text that is no code of four letters or digits. */
export class BadReasonCode extends GuildhallError {
  override readonly name = "BadReasonCode";
  constructor(given: string) {
    super(
      `"${given}" is no code of ISO 20022.`,
      "Give four capital letters or digits, such as SALA or AC04.",
      { given },
    );
  }
}

/** Own bytes that are not 12. */
export class BadOwnBytes extends GuildhallError {
  override readonly name = "BadOwnBytes";
  constructor(given: string) {
    super(`"${given}" is not 12 bytes.`, "Give 0x and 24 hex digits.", { given });
  }
}

/** Own bytes of a payer that has nothing to say. */
export const NO_OWN_BYTES = `0x${"00".repeat(12)}`;

const UETR = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const REASON = /^[A-Z0-9]{4}$/;
const UETR_BYTES = 16;
const REASON_BYTES = 4;

/**
 * Reads a UETR in any case; version and variant must be those of a UUIDv4.
 *
 * @throws BadUetr
 */
export function parseUetr(text: string): string {
  const uetr = text.toLowerCase();
  if (!UETR.test(uetr)) throw new BadUetr(text);
  return uetr;
}

/** A new UETR from the machine's random numbers. */
export function newUetr(): string {
  return uuidOf(hexlify(randomBytes(UETR_BYTES)));
}

/**
 * The UETR of a payment whose message has none: always the same for the same words, so that a message read twice pays
 * once.
 *
 * @param words What tells the payment from all others: sender, message, place in the message.
 */
export function deriveUetr(words: readonly string[]): string {
  return uuidOf(dataSlice(id(JSON.stringify(["guildhall-uetr", ...words])), 0, UETR_BYTES));
}

/** The start of a text's digest (keccak256), as own bytes of a reference. */
export function digestBytes(text: string): string {
  return dataSlice(id(text), 0, 12);
}

/**
 * Packs a reference into the 32 bytes that `pay` takes.
 *
 * @throws BadUetr, BadReasonCode, BadOwnBytes.
 * @example encodeReference({ uetr: newUetr(), reason: "SALA" })
 */
export function encodeReference({ uetr, reason, own = NO_OWN_BYTES }: Partial<PaymentReference>): string {
  if (reason !== undefined && !REASON.test(reason)) throw new BadReasonCode(reason);
  if (!/^0x[0-9a-fA-F]{24}$/.test(own)) throw new BadOwnBytes(own);
  const first = uetr === undefined ? new Uint8Array(UETR_BYTES) : `0x${parseUetr(uetr).replaceAll("-", "")}`;
  const second = zeroPadBytes(toUtf8Bytes(reason ?? ""), REASON_BYTES);
  return concat([first, second, own]);
}

/**
 * Unpacks the 32 bytes of an event. What was not packed by these rules comes out as absent: others may write what they
 * like into a reference.
 */
export function decodeReference(reference: string): PaymentReference {
  const uetr = uuidText(dataSlice(reference, 0, UETR_BYTES));
  const code = getBytes(dataSlice(reference, UETR_BYTES, UETR_BYTES + REASON_BYTES));
  const reason = code.every((byte) => byte < 0x80) ? toUtf8String(code) : "";
  return {
    uetr: UETR.test(uetr) ? uetr : undefined,
    reason: REASON.test(reason) ? reason : undefined,
    own: dataSlice(reference, UETR_BYTES + REASON_BYTES),
  };
}

/** Sets version and variant (RFC 9562). */
function uuidOf(bytes: string): string {
  const uuid = getBytes(bytes);
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x40;
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  return uuidText(hexlify(uuid));
}

function uuidText(bytes: string): string {
  return bytes.slice(2).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
