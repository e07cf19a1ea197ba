import type { Provider } from "ethers";

/** Blocks that one request for events covers; Besu allows 5,000 by default. */
export const BLOCKS_PER_REQUEST = 5_000;

/** A stretch of the chain, both ends included. */
export interface BlockRange {
  readonly from: number;
  readonly to: number;
}

/** Cuts the chain from block 0 to its head into stretches that every node answers for. */
export async function blockRanges(provider: Provider): Promise<BlockRange[]> {
  const head = await provider.getBlockNumber();
  const count = Math.floor(head / BLOCKS_PER_REQUEST) + 1;
  return Array.from({ length: count }, (_, index) => ({
    from: index * BLOCKS_PER_REQUEST,
    to: Math.min(head, (index + 1) * BLOCKS_PER_REQUEST - 1),
  }));
}
