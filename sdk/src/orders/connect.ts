import type { Alliance } from "../consortium/connect.ts";
import { NotInDirectory, readDirectory } from "../consortium/connect.ts";
import {
  type MaterialsPlan,
  MaterialsPlan__factory,
  type OrderBook,
  OrderBook__factory,
} from "../generated/contracts/index.ts";

/** Names of the room's contracts in the directory. */
export const ORDER_ENTRIES = { book: "orderBook", plan: "materialsPlan" } as const;

/**
 * The order book that the directory names.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 * @example const book = await connectOrders(await connectAlliance(provider));
 */
export async function connectOrders({ directory }: Alliance): Promise<OrderBook> {
  return OrderBook__factory.connect(await entryOf(directory, ORDER_ENTRIES.book), directory.runner);
}

/**
 * The plan of materials that the directory names.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 */
export async function connectMaterialsPlan({ directory }: Alliance): Promise<MaterialsPlan> {
  return MaterialsPlan__factory.connect(await entryOf(directory, ORDER_ENTRIES.plan), directory.runner);
}

async function entryOf(directory: Alliance["directory"], entry: string): Promise<string> {
  const address = (await readDirectory(directory)).get(entry);
  if (address === undefined) throw new NotInDirectory(entry);
  return address;
}
