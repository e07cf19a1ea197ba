import { type PaymentTerms, parseTerms } from "@guildhall/sdk/payments";
import { isHexString } from "ethers";
import { readText } from "../../../../files/input-file.ts";
import { TaskError } from "../../../lib/failure.ts";

/** Terms with the payer's signature, as `escrow sign` prints them. */
export interface SignedTerms {
  readonly terms: PaymentTerms;
  readonly signature: string;
}

/** Signed terms, if the file holds such; nothing if it holds something else. */
export async function readSignedTerms(path: string): Promise<SignedTerms | undefined> {
  const document = parsed(await readText(path));
  if (document === undefined || !("signature" in document)) return undefined;
  if (!isHexString(document.signature)) {
    throw new TaskError(
      `${path}: signature is not a signature.`,
      "Give the file as `escrow sign` printed it with --json.",
    );
  }
  return { terms: parseTerms(document.terms), signature: document.signature };
}

function parsed(text: string): { terms?: unknown; signature?: unknown } | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === "object" && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}
