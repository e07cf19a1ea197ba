import { AbiCoder, decodeBytes32String, encodeBytes32String, keccak256 } from "ethers";
import { normaliseNumber } from "../assets/documents.ts";
import { GuildhallError } from "../common/guildhall-error.ts";

/** Most letters and digits of an invoice number. */
const LONGEST_NUMBER = 32;

/** An invoice number that does not fit into a word of the ledger. */
export class InvoiceNumberTooLong extends GuildhallError {
  override readonly name = "InvoiceNumberTooLong";
  constructor(text: string) {
    super(
      `"${text}" has more than ${LONGEST_NUMBER} letters and digits.`,
      "Give the invoice a shorter number.",
      { text },
    );
  }
}

/**
 * The normal form of an invoice number, the same for every spelling and the same that the registry of claims knows it by.
 *
 * @throws BadDocumentNumber; InvoiceNumberTooLong
 * @example normalInvoiceNumber("re-2027/0017") // "RE20270017"
 */
export function normalInvoiceNumber(text: string): string {
  const number = normaliseNumber(text);
  if (number.length > LONGEST_NUMBER) throw new InvoiceNumberTooLong(text);
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
