import { GuildhallError } from "@guildhall/sdk/errors";
import { type AskOptions, asker } from "../observe/ask.ts";
import { askForLatest, blockOf } from "../observe/block.ts";
import { commonest } from "../observe/observe.ts";
import type { Target } from "../observe/targets.ts";

/** Heads older than this are no ground for taking rights away; a chain may pause for some rounds. */
const STALE_SECONDS = 60;

/** The node that the register is read at. */
export interface Source {
  readonly name: string;
  readonly url: string;
  readonly chainId: number;
  /** Time of its head, seconds since 1970, UTC. */
  readonly at: number;
}

/** No node gives a view of the register that lists may be changed by. */
export class RegisterUnusable extends GuildhallError {
  override readonly name = "RegisterUnusable";
  constructor(why: string, remedy: string) {
    super(`${why} No list was changed.`, remedy);
  }
}

/**
 * The highest node of the chain that is meant, or else of the one that most nodes are on.
 *
 * @param chainId The chain that is meant, if it is known.
 * @param now Milliseconds since 1970.
 * @throws RegisterUnusable when no node answers, none is on the chain, or the highest is syncing or has stood still for a
 * minute.
 */
export async function findSource(
  targets: readonly Target[],
  options: AskOptions,
  chainId: number | undefined,
  now: number,
): Promise<Source> {
  const seen = (await Promise.all(targets.map((target) => look(target, options)))).flat();
  const meant = chainId ?? commonest(seen.map((node) => node.chainId));
  const onChain = seen.filter((node) => node.chainId === meant);
  const genesis = commonest(onChain.map((node) => node.genesis));
  const [highest] = onChain
    .filter((node) => node.genesis === genesis)
    .sort((a, b) => b.head.number - a.head.number);
  if (highest === undefined) throw nobody(seen, chainId);

  const age = Math.round(now / 1000 - highest.head.timestamp);
  if (highest.syncing || age > STALE_SECONDS) {
    const standing = highest.head.number === 0 ? "no block is sealed yet" : `its head is ${age} s old`;
    const state = highest.syncing ? "it is still syncing" : standing;
    throw new RegisterUnusable(
      `${highest.name} is the highest node that answers, but ${state}: it may not know the latest changes.`,
      "Wait until it has caught up; `network doctor` tells why the chain stands still.",
    );
  }
  return { ...highest, at: highest.head.timestamp };
}

async function look({ name, url }: Target, options: AskOptions) {
  if (url === undefined) return [];
  const ask = asker(url, options);
  const [chainId, head, genesis, syncing] = await Promise.all([
    ask("eth_chainId", [], Number),
    askForLatest(ask),
    ask("eth_getBlockByNumber", ["0x0", false], (block) => blockOf(block).hash),
    ask("eth_syncing", [], (progress) => progress !== false),
  ]);
  if (chainId.fault !== undefined || head.fault !== undefined) return [];
  return [
    { name, url, chainId: chainId.value, head: head.value, genesis: genesis.value, syncing: syncing.value },
  ];
}

function nobody(seen: readonly { chainId: number }[], chainId: number | undefined): RegisterUnusable {
  if (seen.length === 0) {
    return new RegisterUnusable(
      "No node answers, so the register cannot be read.",
      "Start a node of this network, or name one with --rpc.",
    );
  }
  const others = [...new Set(seen.map((node) => node.chainId))].join(", ");
  return new RegisterUnusable(
    `The nodes that answer are on chain ${others}, not on ${chainId}.`,
    "Check the folder of the bundle and the URLs.",
  );
}
