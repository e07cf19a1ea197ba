import type { Log, Provider, TopicFilter } from "ethers";
import { mapConcurrently } from "./concurrency.ts";

/** Blocks that Besu searches in one request unless its operator allows more. */
const BLOCKS_PER_REQUEST = 5_000;

/** What to search for. */
export interface LogQuery {
  readonly address: string;
  readonly topics: TopicFilter;
  /** First block; 0 if left out. */
  readonly fromBlock?: number;
}

/** Finds logs up to the latest block, in order, with as many requests as the node's limit on ranges asks for. */
export async function findLogs(provider: Provider, { address, topics, fromBlock = 0 }: LogQuery): Promise<Log[]> {
  const head = await provider.getBlockNumber();
  const starts: number[] = [];
  for (let start = fromBlock; start <= head; start += BLOCKS_PER_REQUEST) starts.push(start);
  const found = await mapConcurrently(starts, (start) => {
    const toBlock = Math.min(start + BLOCKS_PER_REQUEST - 1, head);
    return provider.getLogs({ address, topics, fromBlock: start, toBlock });
  });
  return found.flat();
}
