import { readFile } from "node:fs/promises";
import { id, isHexString, keccak256, ZeroHash } from "ethers";
import { required } from "../../lib/arguments.ts";
import { TaskError } from "../../lib/failure.ts";

/** Digest of a file's bytes, or the digest itself if one was given. */
export async function digestOfEvidence(text: string | undefined): Promise<string> {
  const given = required("evidence", text);
  if (isHexString(given, 32)) return given;
  const bytes = await readFile(given).catch((cause: NodeJS.ErrnoException) => {
    throw new TaskError(
      `--evidence "${given}" cannot be read (${cause.code}).`,
      "Give the path of a file, or its digest: 0x and 64 hex digits.",
    );
  });
  return keccak256(bytes);
}

/** As `digestOfEvidence`, zero if none was given. */
export async function digestIfGiven(text: string | undefined): Promise<string> {
  return text === undefined ? ZeroHash : digestOfEvidence(text);
}

/** Digest of grounds as typed. */
export function digestOfReason(text: string | undefined): string {
  return id(required("reason", text));
}
