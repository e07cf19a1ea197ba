import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HDNodeWallet } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { parse, stringify } from "smol-toml";
import { parseDocument } from "yaml";
import { makeBundle } from "../../network/bundle/make.ts";
import { BUNDLE } from "../../network/bundle/plan.ts";
import { startBesu } from "../../network/engine/besu/start.ts";
import { stopNetwork } from "../../network/engine/stop.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { loadAccounts } from "../../network/load/accounts.ts";
import { LOADS, type LoadName, POOLS, type Setup, WARM_UP } from "./settings.ts";

/** Number of the founder for which the accounts of all loads act. */
const FOUNDER = 1;

/** Accounts that no load uses, one for each look whether the chain still takes a transaction. */
const FRESH = Object.keys(LOADS).length;

/** A network that is founded, and the accounts that may write on it. */
export interface TrialNetwork {
  /** JSON-RPC of the node that does not seal. */
  url: string;
  warmUp: readonly HDNodeWallet[];
  /** Accounts of each load, and one that has never sent anything. */
  loads: Readonly<Record<LoadName, LoadAccounts>>;
  /** Returns when blocks come. */
  start(): Promise<void>;
  /** Ends its nodes and removes everything. */
  end(): Promise<void>;
}

/** Who sends a load, and who is to find out afterwards whether the network still takes anything. */
export interface LoadAccounts {
  accounts: readonly HDNodeWallet[];
  fresh: HDNodeWallet;
}

/**
 * Founds a fresh network on this machine: four validators and a node for JSON-RPC, with the accounts of the loads among the
 * founder's, so that nothing needs to be registered.
 */
export async function foundTrial(hre: HardhatRuntimeEnvironment, setup: Setup): Promise<TrialNetwork> {
  const base = await mkdtemp(join(tmpdir(), "guildhall-bench-"));
  const folder = join(base, "bundle");
  const groups = [WARM_UP, ...Object.values(LOADS)].map(({ accounts }) => accounts);
  const accounts = await loadAccounts(
    base,
    FOUNDER,
    groups.reduce((sum, size) => sum + size, FRESH),
  );
  const alliance = join(base, "alliance.yaml");
  await writeFile(alliance, foundedBy(await readFile("data/alliance.yaml", "utf8"), setup, accounts));
  const { plan } = await makeBundle(
    { alliance, folder, trial: { validators: 4, rpcNodes: 1, loopback: true } },
    { genesis: (founded) => buildGenesis(founded, hre.artifacts), password: async () => undefined },
  );
  await choosePool(join(folder, BUNDLE.besu), setup);
  return {
    url: plan.nodes.find(({ seat }) => seat === "rescue")?.rpcUrl as string,
    ...shareOut(accounts),
    start: async () => {
      await startBesu(folder, [], () => {});
    },
    end: async () => {
      await stopNetwork(folder);
      await rm(base, { recursive: true, force: true });
    },
  };
}

function foundedBy(sample: string, { gasLimit }: Setup, accounts: readonly HDNodeWallet[]): string {
  const document = parseDocument(sample, { schema: "failsafe" });
  document.setIn(["chain", "blockGasLimit"], String(gasLimit));
  for (const { address } of accounts) {
    document.addIn(
      ["members", FOUNDER - 1, "accounts"],
      document.createNode({ address, rights: ["operator"] }),
    );
  }
  return document.toString({ lineWidth: 0 });
}

async function choosePool(path: string, { pool }: Setup): Promise<void> {
  const options = Object.entries(parse(await readFile(path, "utf8"))).filter(
    ([name]) => !["tx-pool", "tx-pool-max-size", "tx-pool-limit-by-account-percentage"].includes(name),
  );
  await writeFile(path, stringify({ ...Object.fromEntries(options), ...POOLS[pool] }));
}

function shareOut(all: readonly HDNodeWallet[]): Pick<TrialNetwork, "warmUp" | "loads"> {
  const left = [...all];
  const warmUp = left.splice(0, WARM_UP.accounts);
  const loads = Object.entries(LOADS).map(([name, { accounts }]): [string, LoadAccounts] => {
    const [fresh] = left.splice(0, 1) as [HDNodeWallet];
    return [name, { fresh, accounts: left.splice(0, accounts) }];
  });
  return { warmUp, loads: Object.fromEntries(loads) as Record<LoadName, LoadAccounts> };
}
