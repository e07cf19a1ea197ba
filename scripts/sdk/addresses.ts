import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { compare } from "./contracts.ts";
import { type GeneratedFiles, HEADER } from "./files.ts";

/** Deployments of these networks live on one machine and are not committed. */
const LOCAL_NETWORKS = /^(chain-.*|localhost)$/;

/**
 * The addresses of the rooms on every committed network: `deployments/<network>/addresses.json`, each of the
 * form
 * `{"chainId": 20260, "contracts": {"payments.escrow": "0x…"}}`.
 *
 * @throws Error when a file is not of that form.
 */
export async function renderAddresses(root: string): Promise<GeneratedFiles> {
  const networks: Record<string, unknown> = {};
  for (const network of await committedNetworks(root)) {
    const file = path.join(root, "deployments", network, "addresses.json");
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) networks[network] = checked(network, JSON.parse(text));
  }
  const content = `${HEADER}
import type { NetworkAddresses } from "../addresses.ts";

/** The addresses of the rooms, by name of the network; what stands at block 0 is in \`predeploys\`. */
export const addresses: Readonly<Record<string, NetworkAddresses>> = ${JSON.stringify(networks)};
`;
  return new Map([["sdk/src/generated/addresses.ts", content]]);
}

async function committedNetworks(root: string): Promise<string[]> {
  const entries = await readdir(path.join(root, "deployments"), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !LOCAL_NETWORKS.test(entry.name))
    .map(({ name }) => name)
    .sort(compare);
}

function checked(
  network: string,
  value: { chainId?: unknown; contracts?: Record<string, unknown> },
): unknown {
  const contracts = Object.entries(value.contracts ?? {}).sort(([a], [b]) => compare(a, b));
  const sound = contracts.every(([, address]) => /^0x[0-9a-fA-F]{40}$/.test(String(address)));
  if (!Number.isSafeInteger(value.chainId) || value.contracts === undefined || !sound) {
    throw new Error(
      `deployments/${network}/addresses.json must hold a chainId and contracts with their addresses`,
    );
  }
  return { chainId: value.chainId, contracts: Object.fromEntries(contracts) };
}
