import { readFile } from "node:fs/promises";
import { GuildhallError } from "@guildhall/sdk/errors";
import { isHexString } from "ethers";
import { field } from "../files/fields.ts";
import { InputFileError } from "../files/input-file.ts";

/** Names a member. */
export const member = field("the alias, number or name of a member", (text) => {
  if (text.trim() === "") throw new Error("names no member");
  return text;
});

/** A digest of 32 bytes. */
export const digest = field("0x and 64 hex digits", (text) => {
  if (!isHexString(text, 32)) throw new Error("is not 32 bytes in hex");
  return text.toLowerCase();
});

/** A value whose reader explains what it refuses. */
export function explained<T>(expected: string, read: (text: string) => T) {
  return field(expected, (text) => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof GuildhallError)) throw error;
      throw new Error(`is refused: ${error.why.replace(/\.$/, "")}`);
    }
  });
}

/**
 * A document that a file names.
 *
 * @param source The file, as it shall appear in the finding.
 * @throws InputFileError when it cannot be read.
 */
export async function documentAt(path: string, source: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const message = `The document ${path} cannot be read (${cause.code}). Give the path of a file that exists.`;
    throw new InputFileError(source, [{ line: 1, column: 1, field: "", message }]);
  });
}
