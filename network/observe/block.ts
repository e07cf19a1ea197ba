import { decodeRlp, toNumber } from "ethers";

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
  /** Round of consensus in which it was agreed on, from 0; nothing where blocks carry none. */
  readonly round: number | undefined;
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
  extraData: string;
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
    round: roundOf(raw.extraData),
  };
}

/** QBFT's extraData is the RLP list of vanity, validators, vote, round and seals. */
function roundOf(extraData: string): number | undefined {
  try {
    const round = (decodeRlp(extraData) as string[])[3];
    return round === undefined || round === "0x" ? 0 : toNumber(round);
  } catch {
    return undefined;
  }
}
