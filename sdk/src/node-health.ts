import { JsonRpcApiProvider, type Provider } from "ethers";
import { GuildhallError } from "./common/guildhall-error.ts";

/** The node does not follow the chain's head. */
export class NodeBehind extends GuildhallError {
  override readonly name = "NodeBehind";
  constructor(found: string, args: Readonly<Record<string, unknown>>) {
    super(
      `The node is behind: ${found}. What it answers is old, and what it is sent waits.`,
      "Wait until it has caught up, or ask another node; if no node gets further, the chain stands still (`doctor`).",
      args,
    );
  }
}

/** How Besu and others tell how far they are. */
interface Syncing {
  readonly currentBlock: string;
  readonly highestBlock: string;
}

/**
 * Makes sure that a node follows the chain's head.
 *
 * @param maximumHeadAgeSeconds How old its latest block may be, by this machine's clock. A chain that seals only when it
 * is sent something has no limit: Infinity.
 * @throws NodeBehind.
 */
export async function requireCurrent(provider: Provider, maximumHeadAgeSeconds: number): Promise<void> {
  const syncing = provider instanceof JsonRpcApiProvider ? await provider.send("eth_syncing", []) : false;
  if (typeof syncing === "object" && syncing !== null) {
    const { currentBlock, highestBlock } = syncing as Syncing;
    const [current, highest] = [Number(currentBlock), Number(highestBlock)];
    throw new NodeBehind(`it is at block ${current} of ${highest}`, { current, highest });
  }
  const head = await provider.getBlock("latest");
  const age = Math.floor(Date.now() / 1000) - (head?.timestamp ?? 0);
  if (age > maximumHeadAgeSeconds) {
    throw new NodeBehind(`its latest block, ${head?.number}, is ${age} seconds old`, {
      head: head?.number,
      age,
    });
  }
}
