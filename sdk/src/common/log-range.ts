import type { Provider } from "ethers";
import { explainError } from "../errors/explain.ts";
import { mapConcurrently } from "./concurrency.ts";

/** Blocks that one request for events covers, unless a node states less; Besu allows 5,000 by default. */
const BLOCKS_PER_REQUEST = 5_000;

/** A limit as nodes and their hosts write it: `limited to 1,000 blocks`, `max is 2000`, `up to a 500 block range`. */
const STATED_LIMIT = /(?:limit(?:ed)?|max(?:imum)?|up)\D{0,24}?(\d[\d,]*)/i;

/** A stretch of the chain, both ends included. */
export interface BlockRange {
  readonly from: number;
  readonly to: number;
}

/** Asks for the events of one stretch. */
export type RangeQuery<Item> = (range: BlockRange) => Promise<readonly Item[]>;

/** The events of the whole chain up to its head, in order. */
export async function queryChain<Item>(provider: Provider, query: RangeQuery<Item>): Promise<Item[]> {
  return queryRange({ from: 0, to: await provider.getBlockNumber() }, query);
}

/**
 * The events of a stretch that ends at the head or before, in order, asked for in pieces that the node answers: one that it
 * finds too wide, or that takes it too long, is cut as the node says, or in two.
 *
 * @throws What the node says against a single block, or against anything but the width.
 */
export async function queryRange<Item>(
  range: BlockRange,
  query: RangeQuery<Item>,
  width = BLOCKS_PER_REQUEST,
): Promise<Item[]> {
  const found = await mapConcurrently(piecesOf(range, width), async (piece) => {
    try {
      return await query(piece);
    } catch (error) {
      const narrower = narrowerThan(piece.to - piece.from + 1, error);
      if (narrower === undefined) throw error;
      return queryRange(piece, query, narrower);
    }
  });
  return found.flat();
}

function piecesOf({ from, to }: BlockRange, width: number): BlockRange[] {
  const count = Math.max(0, Math.ceil((to - from + 1) / width));
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * width,
    to: Math.min(to, from + (index + 1) * width - 1),
  }));
}

/** How many blocks to ask for after a refusal; nothing when it is not for the width, or one block is too much. */
function narrowerThan(blocks: number, error: unknown): number | undefined {
  const { name, raw } = explainError(error);
  const isForWidth = name === "LogRangeTooWide" || name === "RequestTimeout";
  if (!isForWidth || blocks <= 1) return undefined;
  const stated = Number(STATED_LIMIT.exec(raw)?.[1]?.replaceAll(",", ""));
  return stated > 0 && stated < blocks ? stated : Math.ceil(blocks / 2);
}
