import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { AbiCoder, getAddress } from "ethers";
import type { Provider } from "./embedded-chain/load.ts";
import { quorumOf } from "./quorum.ts";

const SELECTOR_GET_VALIDATORS = "0xb7ab4db5";

/** Which validators do not work, and how many blocks to seal. */
export interface SealOptions {
  /** Blocks to seal; 1 unless given. */
  blocks?: number;
  /** Addresses of validators that are off; their turns are passed over. */
  down?: readonly string[];
}

/**
 * Plays QBFT's proposers on a simulated chain: seals blocks whose `block.coinbase` goes round the validators
 * in ascending order, as they stand before each block.
 *
 * @returns The proposer of each block, checksummed.
 * @throws Error when too many are down for a quorum; on the real network the chain would stand still.
 */
export async function seal(
  provider: Provider,
  { blocks = 1, down = [] }: SealOptions = {},
): Promise<string[]> {
  const proposers: string[] = [];
  for (let block = 0; block < blocks; ++block) {
    proposers.push(await appointProposer(provider, down));
    await provider.request({ method: "evm_mine" });
  }
  return proposers;
}

/**
 * Makes the validator whose turn it is the proposer of the next block, and of those after it until the next
 * call. Use it before a transaction that shall be sealed by a proposer of its own.
 *
 * @param down Addresses of validators that are off.
 * @returns The proposer, checksummed.
 */
export async function appointProposer(provider: Provider, down: readonly string[] = []): Promise<string> {
  const validators = await readValidators(provider);
  const off = new Set(down.map((address) => getAddress(address)));
  const up = validators.filter((validator) => !off.has(validator));
  const quorum = quorumOf(validators.length);
  if (up.length < quorum) {
    throw new Error(
      `${up.length} of ${validators.length} validators are up and ${quorum} make a quorum, ` +
        "so no block would be sealed. Leave fewer of them down.",
    );
  }
  const head = (await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as {
    miner: string;
  };
  const proposer = next(up, head.miner);
  await provider.request({ method: "hardhat_setCoinbase", params: [proposer] });
  return proposer;
}

/**
 * The validators of the next block, checksummed, in ascending order; read as Besu reads them, from the zero
 * address.
 */
export async function readValidators(provider: Provider): Promise<string[]> {
  const call = { to: PREDEPLOYS.validatorSet, from: `0x${"00".repeat(20)}`, data: SELECTOR_GET_VALIDATORS };
  const data = (await provider.request({ method: "eth_call", params: [call, "latest"] })) as string;
  const [validators] = AbiCoder.defaultAbiCoder().decode(["address[]"], data);
  return [...(validators as string[])].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
}

/** The lowest address above the last proposer's, or the lowest of all. */
function next(ascending: readonly string[], last: string): string {
  const higher = ascending.find((validator) => BigInt(validator) > BigInt(last));
  const proposer = higher ?? ascending[0];
  if (proposer === undefined) throw new Error("The validator set is empty.");
  return proposer;
}
