import { GuildhallError } from "../common/guildhall-error.ts";

const LONGEST = 64;

/** A text in which there is no number of a document. */
export class BadDocumentNumber extends GuildhallError {
  override readonly name = "BadDocumentNumber";
  constructor(text: string) {
    super(
      `"${text}" is no number of a document.`,
      `Give one with 1 to ${LONGEST} letters A to Z and digits; blanks and signs between them do not count.`,
      { text },
    );
  }
}

/**
 * The normal form of a document's number, the same for every spelling: letters as capitals and digits, nothing else, and no
 * zeros at the start of a run of digits.
 *
 * @throws BadDocumentNumber when nothing or too much is left, or letters are beyond A to Z.
 * @example normalDocumentNumber("inv. 2027/001") // "INV2027001"
 */
export function normalDocumentNumber(text: string): string {
  const plain = text.normalize("NFKC").toUpperCase();
  if (/[^\p{Z}\p{P}\p{S}A-Z0-9]/u.test(plain)) throw new BadDocumentNumber(text);
  const number = plain.replace(/[^A-Z0-9]/g, "").replace(/(?<!\d)0+(?=\d)/g, "");
  if (number.length === 0 || number.length > LONGEST) throw new BadDocumentNumber(text);
  return number;
}
