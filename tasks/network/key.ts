import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import {
  createNodeKey,
  encryptNodeKey,
  formatKeyFile,
  PASSWORD_VARIABLE,
} from "../../network/bundle/node-keys.ts";
import type { CommonArguments } from "../lib/action.ts";
import { reportFailure, TaskError } from "../lib/failure.ts";
import { record, toJson } from "../lib/output.ts";
import { readVariable } from "../lib/variables.ts";

interface Arguments extends CommonArguments {
  file: string;
  encrypted: boolean;
}

export default async (
  { file, encrypted, json }: Arguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> => {
  try {
    const key = createNodeKey();
    const password = () => readVariable(hre, PASSWORD_VARIABLE);
    await writeNew(file, encrypted ? await encryptNodeKey(key, password) : formatKeyFile(key));
    const { address } = key;
    const publicKey = key.publicKey.slice(2);
    console.log(json ? toJson({ file, address, publicKey, encrypted }) : describe(file, address, publicKey));
  } catch (error) {
    reportFailure(error, json);
  }
};

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      throw new TaskError(
        `${file} exists and stays as it is; a key that is lost cannot be made again.`,
        "Name another file.",
      );
    }
    throw new TaskError(`${file} cannot be written (${code}).`, "Name a file in a folder of yours.");
  }
}

function describe(file: string, address: string, publicKey: string): string {
  return [
    record({ file, node: address, publicKey }),
    `In the alliance's file, under the member's nodes (the address is the node's own, as its peers reach it):\n
      - publicKey: ${publicKey}
        endpoint: "<ip>:30303"
        seat: validator`,
    `The file is the node: keep it secret, and keep a copy where only you find it.`,
  ].join("\n\n");
}
