import { askForHead } from "@guildhall/sdk";
import type { Answer, Ask } from "./ask.ts";

/** What is looked at in a block. */
export interface Block {
  readonly number: number;
  readonly hash: string;
  /** Seconds since 1970, UTC. */
  readonly timestamp: number;
  readonly gasUsed: number;
  readonly gasLimit: number;
  /** Wei per gas. */
  readonly baseFee: bigint;
  readonly transactions: number;
  readonly proposer: string;
}

interface RawBlock {
  number: string;
  hash: string;
  timestamp: string;
  gasUsed: string;
  gasLimit: string;
  baseFeePerGas?: string;
  transactions: unknown[];
  miner: string;
}

/** Reads a block as `eth_getBlockByNumber` answers it, with or without whole transactions. */
export function blockOf(result: unknown): Block {
  const raw = result as RawBlock;
  return {
    number: Number(raw.number),
    hash: raw.hash,
    timestamp: Number(raw.timestamp),
    gasUsed: Number(raw.gasUsed),
    gasLimit: Number(raw.gasLimit),
    baseFee: BigInt(raw.baseFeePerGas ?? 0),
    transactions: raw.transactions.length,
    proposer: raw.miner.toLowerCase(),
  };
}

/** Asks a node for its latest block. */
export async function askForLatest(ask: Ask): Promise<Answer<Block>> {
  const read = (result: unknown): Block | null => (result === null ? null : blockOf(result));
  const answer = await askForHead(async () => {
    const { value, fault } = await ask("eth_getBlockByNumber", ["latest", false], read);
    return value === null ? null : { value, fault };
  });
  return (answer ?? { fault: { kind: "refused", message: "it has no latest block" } }) as Answer<Block>;
}
