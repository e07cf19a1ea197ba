import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ValidatorSet__factory } from "@guildhall/sdk";
import { BUNDLE } from "../bundle/plan.ts";
import { type AskOptions, asker } from "./ask.ts";

/** A change of the contract that consensus reads its validators from. */
export interface Transition {
  /** First block time to which it applies, seconds since 1970, UTC. */
  readonly at: number;
  readonly contract: string;
  /** What that contract lists now; nothing when it cannot be asked. */
  readonly validators: readonly string[] | undefined;
}

interface GenesisFile {
  config?: { transitions?: { qbft?: { block: number; validatorcontractaddress?: string }[] } };
}

/**
 * The changes of contract in a bundle's genesis file, by time; none when there is no such file.
 *
 * @param url A node that is asked what the contracts list.
 */
export async function readTransitions(
  folder: string,
  url: string | undefined,
  options: AskOptions,
): Promise<Transition[]> {
  const text = await readFile(join(folder, BUNDLE.genesis), "utf8").catch(() => "{}");
  const { config } = JSON.parse(text) as GenesisFile;
  const changes = (config?.transitions?.qbft ?? []).flatMap(
    ({ block, validatorcontractaddress: contract }) =>
      contract === undefined ? [] : [{ at: block, contract }],
  );
  const read = changes.map(async (change) => ({
    ...change,
    validators: url === undefined ? undefined : await validatorsIn(change.contract, url, options),
  }));
  return (await Promise.all(read)).sort((a, b) => a.at - b.at);
}

async function validatorsIn(to: string, url: string, options: AskOptions): Promise<string[] | undefined> {
  const contract = ValidatorSet__factory.createInterface();
  const call = { to, data: contract.encodeFunctionData("getValidators") };
  const { value } = await asker(url, options)("eth_call", [call, "latest"], (data) => {
    const [validators] = contract.decodeFunctionResult("getValidators", data as string);
    return [...(validators as string[])].map((address) => address.toLowerCase());
  });
  return value;
}
