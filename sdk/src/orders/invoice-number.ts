import { AbiCoder, decodeBytes32String, encodeBytes32String, keccak256 } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";

/** A text in which there is no invoice number. */
export class BadInvoiceNumber extends GuildhallError {
  override readonly name = "BadInvoiceNumber";
  constructor(text: string) {
    super(
      `"${text}" is no invoice number.`,
      "Give one with 1 to 32 letters and digits; blanks and signs between them do not count.",
      { text },
    );
  }
}

/**
 * The normal form of an invoice number, the same for every spelling: letters as capitals and digits, no zeros at the start of a
 * run of digits, nothing else. The registry of claims has the same one.
 *
 * @throws BadInvoiceNumber when nothing or more than 32 characters are left, or letters are beyond A to Z.
 * @example normalInvoiceNumber("re-2027/0017") // "RE20270017"
 */
export function normalInvoiceNumber(text: string): string {
  const plain = text.normalize("NFKC").toUpperCase();
  if (/[^\p{Z}\p{P}\p{S}A-Z0-9]/u.test(plain)) throw new BadInvoiceNumber(text);
  const number = plain.replace(/[^A-Z0-9]/g, "").replace(/(?<!\d)0+(?=\d)/g, "");
  if (number.length === 0 || number.length > 32) throw new BadInvoiceNumber(text);
  return number;
}

/** An invoice number in normal form as the ledger holds it, also when it fills the whole word. */
export function encodeInvoiceNumber(number: string): string {
  if (number.length < 32) return encodeBytes32String(number);
  return `0x${[...number].map((letter) => letter.charCodeAt(0).toString(16)).join("")}`;
}

/** An invoice number as text. */
export function decodeInvoiceNumber(word: string): string {
  if (word.endsWith("00")) return decodeBytes32String(word);
  return (word.slice(2).match(/../g) ?? [])
    .map((pair) => String.fromCharCode(Number.parseInt(pair, 16)))
    .join("");
}

/** What names the invoice of a supplier on the ledger. */
export function invoiceIdOf(supplier: bigint | number, number: string): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(["uint32", "bytes32"], [supplier, encodeInvoiceNumber(number)]),
  );
}
