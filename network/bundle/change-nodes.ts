import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SeatName } from "@guildhall/sdk/consortium";
import { parse, stringify } from "smol-toml";
import { parseAlliance } from "../alliance.ts";
import { enodeOf, nodeAddress } from "../node-key.ts";
import { bundleFiles } from "./contents.ts";
import { BundleError } from "./error.ts";
import { type BundleFile, writeBundle } from "./files.ts";
import { reachIn, urlsOfNewcomer } from "./node-plans.ts";
import { BUNDLE, hostOf, type NetworkPlan, type NodePlan, ownNodes, readPlan } from "./plan.ts";

/** A node that joins a network. */
export interface Newcomer {
  /** Alias of its member. */
  member: string;
  /** 64 bytes, lower-case hex with 0x. */
  publicKey: string;
  /** `ip:port`, IPv4. */
  endpoint: string;
  seat: SeatName;
}

/** What a change of the nodes did. */
export interface NodeChange {
  node: NodePlan;
  /** The plan from now on. */
  plan: NetworkPlan;
  /** Paths of the files that were written or removed. */
  written: string[];
}

/** How a change of the nodes is made. */
export interface ChangeOptions {
  /** Overwrites files that were changed by hand. */
  force: boolean;
}

/**
 * Enters a node into every file of a bundle; a node that stands there already is left as it is.
 *
 * @throws BundleError when its key or its place is taken, or a file that would change was changed by hand.
 */
export async function addNode(
  folder: string,
  newcomer: Newcomer,
  options: ChangeOptions,
): Promise<NodeChange> {
  const plan = await readPlan(folder);
  const known = plan.nodes.find(({ publicKey }) => publicKey === newcomer.publicKey);
  const node = known ?? planOf(plan, newcomer);
  requirePlace(plan, newcomer, known);
  const nodes = known === undefined ? [...plan.nodes, node] : plan.nodes;
  return { node, ...(await changeTo(folder, plan, nodes, options)) };
}

/**
 * Takes a node out of every file of a bundle. Its key stays where it is.
 *
 * @param name As in the plan.
 * @throws BundleError when there is no such node, it is the last of one's own, or a file that would change was changed by hand.
 */
export async function removeNode(folder: string, name: string, options: ChangeOptions): Promise<NodeChange> {
  const plan = await readPlan(folder);
  const node = plan.nodes.find((each) => each.name === name);
  if (node === undefined) {
    throw new BundleError(
      `No node of the plan is called "${name}".`,
      `Its nodes are ${plan.nodes.map((each) => each.name).join(", ")}.`,
    );
  }
  const nodes = plan.nodes.filter((each) => each !== node);
  if (ownNodes({ nodes }).length === 0) {
    throw new BundleError(
      `${name} is the last node that this bundle runs.`,
      "Delete the folder instead, once the node's key is no longer needed.",
    );
  }
  return { node, ...(await changeTo(folder, plan, nodes, options)) };
}

function planOf(plan: NetworkPlan, newcomer: Newcomer): NodePlan {
  const { member, publicKey, endpoint, seat } = newcomer;
  const numbers = plan.nodes
    .filter((node) => node.member === member)
    .map(({ name }) => Number(name.slice(member.length + 1)));
  return {
    name: `${member}-${Math.max(0, ...numbers) + 1}`,
    member,
    seat,
    publicKey,
    address: nodeAddress(publicKey),
    endpoint,
    enode: enodeOf(publicKey, endpoint),
    ...urlsOfNewcomer(plan, newcomer),
  };
}

function requirePlace(plan: NetworkPlan, newcomer: Newcomer, known: NodePlan | undefined): void {
  const { member, endpoint } = newcomer;
  if (known !== undefined) {
    if (known.member === member && known.endpoint === endpoint) return;
    throw new BundleError(
      `This key is that of ${known.name}, a node of ${known.member} at ${known.endpoint}.`,
      "Make a key of its own with `network key`; to move a node, remove it and add it anew.",
    );
  }
  const neighbour = plan.nodes.find((node) => node.endpoint === endpoint);
  if (neighbour !== undefined) {
    throw new BundleError(
      `${neighbour.name} is at ${endpoint} already, and nodes of one address never connect.`,
      "Give the address and port at which peers reach the new node alone.",
    );
  }
  const isLocal = hostOf(endpoint).startsWith("127.");
  if (isLocal === (reachIn(plan) === "loopback")) return;
  throw new BundleError(
    `${endpoint} is ${isLocal ? "" : "not "}a loopback address, unlike those of the other nodes.`,
    "Give the address at which the other nodes reach it.",
  );
}

async function changeTo(
  folder: string,
  plan: NetworkPlan,
  nodes: NodePlan[],
  { force }: ChangeOptions,
): Promise<{ plan: NetworkPlan; written: string[] }> {
  const changed = { ...plan, nodes };
  const write = await writerOf(folder, plan);
  const [before, after] = [write(plan), write(changed)];
  const files = after.filter(({ path, text }) => before.find((file) => file.path === path)?.text !== text);
  const gone = before.filter(({ path }) => !after.some((file) => file.path === path));
  if (!force) await requireUntouched(folder, before, files);
  const written = await writeBundle(folder, [await permissions(folder, changed), ...files], { force: true });
  for (const { path } of gone) await rm(join(folder, path), { force: true });
  return { plan: changed, written: [...written, ...gone.map(({ path }) => path)] };
}

/** Writes all files that follow from a plan, except keys and the permission lists, whose accounts change on their own. */
async function writerOf(folder: string, plan: NetworkPlan): Promise<(plan: NetworkPlan) => BundleFile[]> {
  const text = await readFile(join(folder, BUNDLE.alliance), "utf8");
  const alliance = parseAlliance(text, BUNDLE.alliance, { now: 0 });
  const genesis = await readFile(join(folder, BUNDLE.genesis), "utf8");
  const common = { reach: reachIn(plan), alliance, text, genesis, keys: new Map() };
  return (each) => bundleFiles({ ...common, plan: each }).filter(({ path }) => path !== BUNDLE.permissions);
}

async function requireUntouched(
  folder: string,
  before: readonly BundleFile[],
  files: readonly BundleFile[],
): Promise<void> {
  const edited: string[] = [];
  for (const { path, text } of files) {
    const present = await readFile(join(folder, path), "utf8").catch(() => undefined);
    const original = before.find((file) => file.path === path)?.text;
    if (present !== undefined && present !== original && present !== text) edited.push(path);
  }
  if (edited.length === 0) return;
  throw new BundleError(
    `Files that would be written anew were changed by hand: ${edited.join(", ")}.`,
    "Keep your changes elsewhere and run again with --force, then put them in again.",
  );
}

async function permissions(folder: string, { nodes }: NetworkPlan): Promise<BundleFile> {
  const lists = parse(await readFile(join(folder, BUNDLE.permissions), "utf8"));
  const text = stringify({ ...lists, "nodes-allowlist": nodes.map(({ enode }) => enode) });
  return { path: BUNDLE.permissions, text };
}
