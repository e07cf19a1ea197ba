import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BaseWallet, Wallet } from "ethers";
import { type Member, readApplicant } from "../../network/alliance.ts";
import { clockOf } from "../../network/clock.ts";
import { parseKeyFile } from "../../network/node-key.ts";
import type { Context } from "../../tasks/lib/context.ts";
import { TaskError } from "../../tasks/lib/failure.ts";

/** Who and what the day needs besides the alliance itself. */
export interface Cast {
  /** The organisation that asks to be admitted. */
  applicant: Member;
  /** Key and endpoint of the node that the newcomer will seal blocks with. */
  node: { key: BaseWallet; endpoint: string };
  /** Account that takes over from an admin whose key is rotated; its key must be at hand. */
  freshAccount: string;
}

/** Development accounts that no member of the sample alliance uses, by their place at the node. */
const FRESH_ACCOUNT = 18;

/** Who and what a running network has for the day, if it is no development chain. */
export interface CastOptions {
  freshAccount: string | undefined;
  /** Key file and `ip:port` of a node that runs and is no validator yet. */
  nodeKey: string | undefined;
  nodeEndpoint: string | undefined;
}

/**
 * Who plays the day. A development chain has all it needs; on a network the newcomer's node must run, or the validator that
 * the day appoints would never be seen, and the account that takes over must have its key in `GUILDHALL_KEY_<ADDRESS>`.
 *
 * @throws TaskError when something is missing.
 */
export async function castFor(context: Context, options: CastOptions): Promise<Cast> {
  const applicant = await readApplicant(join(context.hre.config.paths.root, "data/applicant.yaml"));
  const accounts = (await context.provider.send("eth_accounts", [])) as string[];
  const freshAccount = options.freshAccount ?? accounts[FRESH_ACCOUNT];
  const { nodeKey, nodeEndpoint } = options;
  if (nodeKey !== undefined && nodeEndpoint !== undefined && freshAccount !== undefined) {
    const { privateKey } = parseKeyFile(await readFile(nodeKey, "utf8"));
    return { applicant, freshAccount, node: { key: new Wallet(privateKey), endpoint: nodeEndpoint } };
  }
  if (freshAccount !== undefined && (await clockOf(context.provider)).movable) {
    return { applicant, freshAccount, node: { key: Wallet.createRandom(), endpoint: "172.28.0.19:30303" } };
  }
  throw new TaskError(
    "On a network the day needs a node that runs and is no validator yet, and an account that no member uses.",
    "Name them: --node-key <file> --node-endpoint <ip:port> --fresh-account 0x…, the account's key in GUILDHALL_KEY_<ADDRESS>.",
  );
}
