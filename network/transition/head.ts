import { askForHead, formatInstant } from "@guildhall/sdk";
import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import type { NetworkPlan } from "../bundle/plan.ts";
import { TransitionRefused } from "./error.ts";

/** Milliseconds that a node may take to answer. */
const LIMIT_MS = 5_000;

/** Latest block of a chain. */
export interface Head {
  number: number;
  hash: string;
  /** Seconds since 1970. */
  timestamp: number;
}

/** A node that was asked for its latest block; without `head` it did not answer. */
export interface Witness {
  /** Name of the node in the plan, or its URL. */
  name: string;
  url: string;
  head?: Head | undefined;
}

/** Runs `use` with a connection to a node; asks each question once and waits five seconds at most. */
export async function withNode<T>(
  url: string,
  chainId: number,
  use: (provider: JsonRpcProvider) => Promise<T>,
): Promise<T> {
  const request = new FetchRequest(url);
  request.timeout = LIMIT_MS;
  const network = Network.from(chainId);
  const provider = new JsonRpcProvider(request, network, { staticNetwork: network, batchMaxCount: 1 });
  try {
    return await use(provider);
  } finally {
    provider.destroy();
  }
}

/**
 * Asks every node that can be reached for its latest block.
 *
 * @param urls JSON-RPC of the nodes to ask; all that the plan knows unless given.
 */
export async function readWitnesses(plan: NetworkPlan, urls: readonly string[]): Promise<Witness[]> {
  const known = plan.nodes.flatMap(({ name, rpcUrl }) =>
    rpcUrl === undefined ? [] : [{ name, url: rpcUrl }],
  );
  const asked = urls.length === 0 ? known : urls.map((url) => nodeAt(url, known));
  return Promise.all(
    asked.map(async (node) => ({
      ...node,
      head: await readHead(node.url, plan.chainId).catch(() => undefined),
    })),
  );
}

function nodeAt(url: string, known: readonly { name: string; url: string }[]): { name: string; url: string } {
  return known.find((node) => node.url === url) ?? { name: url, url };
}

async function readHead(url: string, chainId: number): Promise<Head | undefined> {
  return withNode(url, chainId, async (provider) => {
    if (BigInt((await provider.send("eth_chainId", [])) as string) !== BigInt(chainId)) return undefined;
    const ask = () => provider.send("eth_getBlockByNumber", ["latest", false]);
    const block = (await askForHead(ask)) as Record<string, string>;
    return { number: Number(block.number), hash: String(block.hash), timestamp: Number(block.timestamp) };
  });
}

/**
 * The head on which all nodes that answer agree.
 *
 * @throws TransitionRefused when none answers, or they differ.
 */
export function agreedHead(witnesses: readonly Witness[]): Head {
  const seen = witnesses.flatMap(({ name, head }) => (head === undefined ? [] : [{ name, head }]));
  const [first] = seen;
  if (first === undefined) {
    throw new TransitionRefused(
      `No node answers: ${witnesses.map(({ name, url }) => `${name} at ${url}`).join(", ") || "none is known"}. ` +
        "Without one the exact timestamp of the head is not known, and any other does not mend the chain.",
      "Name nodes that still run with --rpc, or ask another member. A stopped node may be started to be read if the " +
        "list of validators is only empty or dead; where reading the list fails it exits (docs/runbooks/rescue-transition.md).",
    );
  }
  if (seen.some(({ head }) => head.hash !== first.head.hash)) {
    throw new TransitionRefused(
      [
        "The nodes do not have the same head:",
        ...seen.map(
          ({ name, head }) =>
            `- ${name}: block ${head.number}, ${head.hash}, ${formatInstant(head.timestamp)}`,
        ),
      ].join("\n"),
      "If blocks still come, nothing needs to be rescued. Otherwise connect the nodes that lag behind and wait until " +
        "they have caught up: only the highest head may be gone on from, for its block is final.",
    );
  }
  return first.head;
}
