import { AbiCoder, concat, hexlify, keccak256, randomBytes, toUtf8Bytes } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import { DOCUMENT_KINDS, type DocumentKind } from "./names.ts";

const LONGEST_NUMBER = 64;

/** What makes a document this one and no other. */
export interface ClaimedDocument {
  readonly kind: DocumentKind;
  /** Number of the organisation that wrote it. */
  readonly issuer: number;
  /** Number of the organisation that it is made out to. */
  readonly counterparty: number;
  /** As it stands on the document; normalised here. */
  readonly number: string;
}

/** A document's number that leaves nothing to know it by. */
export class BadDocumentNumber extends GuildhallError {
  override readonly name = "BadDocumentNumber";
  constructor(text: string, normal: string) {
    super(
      normal === ""
        ? `"${text}" has no letter or digit of the Latin alphabet to know a document by.`
        : `"${text}" has ${normal.length} letters and digits; a document is known by ${LONGEST_NUMBER} at most.`,
      "Give the number as it stands on the document.",
      { text },
    );
  }
}

/**
 * The one spelling under which a document's number is known: letters in upper case and digits, nothing else, and no zero
 * at the start of a run of digits that goes on. Letters with marks lose them.
 *
 * @throws BadDocumentNumber
 * @example normaliseNumber("Inv. 2027/001") // "INV2027001"
 * @example normaliseNumber("inv-007") // "INV7"
 */
export function normaliseNumber(text: string): string {
  const normal = text
    .normalize("NFKD")
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "")
    .replace(/(?<!\d)0+(?=\d)/g, "");
  if (normal === "" || normal.length > LONGEST_NUMBER) throw new BadDocumentNumber(text, normal);
  return normal;
}

/** The key under which the claim registry keeps a document for ever. */
export function documentKey({ kind, issuer, counterparty, number }: ClaimedDocument): string {
  const digest = keccak256(toUtf8Bytes(normaliseNumber(number)));
  const types = ["uint8", "uint32", "uint32", "bytes32"];
  const words = [DOCUMENT_KINDS[kind], issuer, counterparty, digest];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, words));
}

/**
 * Digest of a document that others must not be able to guess: whoever is shown the document and the salt can compare.
 *
 * @param salt 32 bytes; drawn at random if left out. Without it the digest proves nothing, so keep it with the document.
 */
export function saltedDigest(
  document: Uint8Array,
  salt: string = hexlify(randomBytes(32)),
): { digest: string; salt: string } {
  return { digest: keccak256(concat([salt, keccak256(document)])), salt };
}
