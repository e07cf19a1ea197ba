import type { ContractRunner } from "ethers";
import { type Alliance, NotInDirectory, readDirectory } from "../consortium/connect.ts";
import {
  type AssetClasses,
  AssetClasses__factory,
  type ClaimRegistry,
  ClaimRegistry__factory,
  type Receivables,
  Receivables__factory,
  type WarehouseReceipts,
  WarehouseReceipts__factory,
} from "../generated/contracts/index.ts";

/**
 * The receivables that the directory names.
 *
 * @throws NotInDirectory when they were not deployed and voted in yet.
 * @example const receivables = await connectReceivables(await connectAlliance(provider));
 */
export async function connectReceivables(alliance: Alliance): Promise<Receivables> {
  return connect(alliance, "receivables", Receivables__factory);
}

/**
 * The warehouse receipts that the directory names.
 *
 * @throws NotInDirectory when they were not deployed and voted in yet.
 */
export async function connectReceipts(alliance: Alliance): Promise<WarehouseReceipts> {
  return connect(alliance, "warehouseReceipts", WarehouseReceipts__factory);
}

/**
 * The classes of claims that the directory names.
 *
 * @throws NotInDirectory
 */
export async function connectAssetClasses(alliance: Alliance): Promise<AssetClasses> {
  return connect(alliance, "assetClasses", AssetClasses__factory);
}

/**
 * The registry that keeps documents from becoming claims twice.
 *
 * @throws NotInDirectory
 */
export async function connectClaimRegistry(alliance: Alliance): Promise<ClaimRegistry> {
  return connect(alliance, "claimRegistry", ClaimRegistry__factory);
}

async function connect<ContractT>(
  { directory }: Alliance,
  entry: string,
  factory: { connect(address: string, runner: ContractRunner | null): ContractT },
): Promise<ContractT> {
  const address = (await readDirectory(directory)).get(entry);
  if (address === undefined) throw new NotInDirectory(entry);
  return factory.connect(address, directory.runner);
}
