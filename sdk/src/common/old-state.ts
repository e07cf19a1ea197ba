import { JsonRpcApiProvider, type Provider, toQuantity, ZeroAddress } from "ethers";
import { explainError } from "../errors/explain.ts";
import { GuildhallError } from "./guildhall-error.ts";

/** Blocks whose state every Besu keeps. */
const BLOCKS_KEPT = 512;

/** A node cannot show that it still has the state of a block. */
export class StateNotKept extends GuildhallError {
  override readonly name = "StateNotKept";
  constructor(block: number, head: number, cause?: unknown) {
    super(
      `The node no longer keeps the state of block ${block}, or cannot prove it; its head is ${head}.`,
      `Ask a node that keeps the whole history; others keep the latest ${BLOCKS_KEPT} blocks.`,
      { block, head },
      cause,
    );
  }
}

/**
 * Makes sure that a node has the state of a block before it is read. Besu answers for a state that it threw away as if
 * it were there: nonce 0, no code, no balance. Only a proof tells, for which it says so.
 *
 * @throws StateNotKept.
 */
export async function requireState(provider: Provider, block: number): Promise<void> {
  const head = await provider.getBlockNumber();
  if (!(provider instanceof JsonRpcApiProvider)) return requireRecent(block, head);
  try {
    await provider.send("eth_getProof", [ZeroAddress, [], toQuantity(block)]);
  } catch (error) {
    const { name } = explainError(error);
    if (name !== "MethodNotAvailable") throw new StateNotKept(block, head, error);
    requireRecent(block, head);
  }
}

function requireRecent(block: number, head: number): void {
  if (head - block > BLOCKS_KEPT) throw new StateNotKept(block, head);
}
