/** Requests that one operation has under way at a time, so that no node is flooded. */
export const MAXIMUM_REQUESTS = 16;

/**
 * Applies an asynchronous function to all items, a limited number of them at a time, and keeps their order.
 *
 * @throws What the first failing call throws; no further call is started then.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  apply: (item: Item) => Promise<Result>,
  limit = MAXIMUM_REQUESTS,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await apply(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
