import { readFile } from "node:fs/promises";
import path from "node:path";
import type { NetworkAddresses } from "../addresses.ts";

/**
 * Reads the addresses of the rooms on a network from a `deployments` folder, such as that of a network of
 * one's own, which the package cannot know.
 *
 * @param folder Path of the `deployments` folder.
 * @returns Nothing when no addresses are recorded for the network.
 */
export async function readAddresses(folder: string, network: string): Promise<NetworkAddresses | undefined> {
  const text = await readFile(path.join(folder, network, "addresses.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as NetworkAddresses);
}
