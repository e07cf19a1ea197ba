import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { aliasOf } from "@guildhall/sdk/consortium";
import { type Alliance, parseAlliance, readAlliance } from "../alliance.ts";
import { formatGenesis, type Genesis } from "../genesis/besu.ts";
import type { NodeKey } from "../node-key.ts";
import { bundleFiles } from "./contents.ts";
import { BundleError } from "./error.ts";
import { sha256, writeBundle } from "./files.ts";
import { collectKeys, createNodeKey, type PasswordSource, readBundleKey, readKeyFile } from "./node-keys.ts";
import { planNodes, requireIPv4 } from "./node-plans.ts";
import { BUNDLE, type NetworkPlan, type NodePlan, ownNodes } from "./plan.ts";
import { changeAlliance, type Trial, trialNodes } from "./trial.ts";

/** Which bundle to make. */
export interface BundleRequest {
  /** Path of the alliance's file. */
  alliance: string;
  /** The bundle's folder. */
  folder: string;
  /** Alias, name or number of the member whose bundle it is; otherwise all nodes are taken for one's own. */
  member?: string | undefined;
  /** Files with node keys to put in. */
  keyFiles?: readonly string[];
  /** Fresh nodes and keys instead of those in the file. */
  trial?: Trial | undefined;
  /** Instead of the chain id in the file. */
  chainId?: number | undefined;
  /** Replaces files of another bundle; never a key. */
  force?: boolean;
}

/** What making a bundle draws on. */
export interface BundleSources {
  /** Builds block 0. */
  genesis: (alliance: Alliance) => Promise<Genesis>;
  password: PasswordSource;
}

/** A bundle that was made. */
export interface Bundle {
  plan: NetworkPlan;
  /** Paths of the files that this run wrote. */
  written: string[];
  /** Own nodes whose keys are not there. */
  keysMissing: NodePlan[];
  /** Folders under `nodes` of nodes that are not in the plan; they may hold keys and are left alone. */
  strangers: string[];
}

/**
 * Writes the folder that a network, or one member's part of it, is run from.
 *
 * @throws InputFileError, BundleError, GenesisError; nothing has been written then.
 */
export async function makeBundle(request: BundleRequest, sources: BundleSources): Promise<Bundle> {
  const { folder } = request;
  const { alliance, text, freshKeys } = await founding(request);
  const member = request.member === undefined ? undefined : aliasIn(alliance, request.member);
  const { nodes, reach } = planNodes(alliance, member);
  const own = ownNodes({ nodes });
  if (own.length === 0) throw noNodes(member);
  const keys = freshKeys ?? (await importedKeys(request, sources, nodes, own));
  const genesis = formatGenesis(await sources.genesis(alliance));
  const { id: chainId, blockPeriodSeconds, requestTimeoutSeconds } = alliance.chain;
  const plan: NetworkPlan = {
    chainId,
    blockPeriodSeconds,
    requestTimeoutSeconds,
    genesisDigest: sha256(genesis),
    nodes,
  };
  const files = bundleFiles({ plan, reach, alliance, text, genesis, keys });
  const written = await writeBundle(folder, files, { force: request.force ?? false });
  const keysMissing = own.filter(({ name }) => !keys.has(name));
  return { plan, written, keysMissing, strangers: await strangersIn(folder, nodes) };
}

function noNodes(member: string | undefined): BundleError {
  return new BundleError(
    `${member ?? "The alliance"} has no node in the alliance's file, so there is nothing to run.`,
    "Add a node to the file (`network key` makes its key), or name a member that has one.",
  );
}

interface Founding {
  alliance: Alliance;
  /** The text that the alliance stands in. */
  text: string;
  /** Keys of a trial network. */
  freshKeys?: Map<string, NodeKey>;
}

/** The alliance that the network is founded with: the file's, or what a trial makes of it. */
async function founding({ alliance: path, folder, trial, chainId }: BundleRequest): Promise<Founding> {
  const given = await readAlliance(path);
  const source = await readFile(path, "utf8");
  if (trial === undefined) {
    requireIPv4(path, source, given);
    const text = changeAlliance(source, { chainId, trial: undefined });
    return { text, alliance: parseAlliance(text, path) };
  }
  const freshKeys = new Map<string, NodeKey>();
  const nodes = [];
  for (const node of trialNodes(given.members, trial)) {
    const key = (await readBundleKey(folder, node.name)) ?? createNodeKey();
    freshKeys.set(node.name, key);
    nodes.push({ ...node, publicKey: key.publicKey });
  }
  const text = changeAlliance(source, { chainId, trial: { nodes, floor: given.validatorSet.floor } });
  return { text, alliance: parseAlliance(text, BUNDLE.alliance), freshKeys };
}

async function importedKeys(
  { folder, keyFiles = [] }: BundleRequest,
  { password }: BundleSources,
  nodes: readonly NodePlan[],
  own: readonly NodePlan[],
): Promise<Map<string, NodeKey>> {
  const given: { path: string; key: NodeKey }[] = [];
  for (const path of keyFiles) given.push({ path, key: await readKeyFile(path, password) });
  return collectKeys(folder, nodes, own, given);
}

function aliasIn({ members }: Alliance, name: string): string {
  const index = members.findIndex(
    ({ alias }, place) => alias === aliasOf(name) || String(place + 1) === name,
  );
  const found = members[index];
  if (found !== undefined) return found.alias;
  throw new BundleError(
    `No member is called "${name}".`,
    `The members are ${members.map(({ alias }) => alias).join(", ")}.`,
  );
}

async function strangersIn(folder: string, nodes: readonly NodePlan[]): Promise<string[]> {
  const found = await readdir(join(folder, "nodes")).catch(() => []);
  return found.filter((name) => !nodes.some((node) => node.name === name)).sort();
}
