import { setTimeout as pause } from "node:timers/promises";
import { explainError, GuildhallError } from "@guildhall/sdk/errors";
import { Transaction } from "ethers";
import type { JsonRpcResponse } from "hardhat/types/providers";

/** Asks the node through Hardhat, so that accounts of the configuration sign; throws what the node refuses. */
export type Ask = (method: string, params: unknown) => Promise<unknown>;

/** A request as it came to Hardhat. */
interface Send {
  readonly id: string | number;
  readonly method: string;
  readonly params: unknown;
}

const PATIENCE_MS = 300_000;
const PAUSE_MS = 250;

/** Blocks, back from the head, in which a transaction is looked for whose hash got lost. */
const BLOCKS_SEARCHED = 32;

/** The node takes no more for now. */
const FULL = new Set(["NonceTooDistant", "PoolFull", "NodeNotInSync", "TooManyRequests"]);

/** The node may have taken the transaction, or not. */
const LOST = new Set(["NodeUnreachable", "NodeUnavailable", "RequestTimeout"]);

/** What a repeated send is told when the first one arrived. */
const ARRIVED = new Set(["AlreadyKnown", "NonceTooLow"]);

/** The answer to a send was lost, and sending again might do the work twice. */
export class SendUnclear extends GuildhallError {
  override readonly name = "SendUnclear";
  constructor(from: string, cause: unknown) {
    super(
      `The node did not answer when ${from} sent a transaction without a nonce: it may have taken it or not. ` +
        `${explainError(cause).why}`,
      "Look whether the work was done before it is sent again; sends that carry a nonce are repeated safely.",
      { from },
      cause,
    );
  }
}

/**
 * Sends, and sends the same again while the node takes no more for now, or when its answer got lost and the nonce keeps the
 * work from being done twice.
 *
 * @param first Sends the first time.
 * @throws SendUnclear; what the node or the way to it has against the request.
 */
export async function sendPatiently(
  { id, method, params }: Send,
  first: () => Promise<JsonRpcResponse>,
  ask: Ask,
): Promise<JsonRpcResponse> {
  const { from, nonce } = senderOf(method, params);
  const deadline = Date.now() + PATIENCE_MS;
  let wasLost = false;
  let attempt = first;
  for (;;) {
    const outcome = await outcomeOf(attempt);
    if (outcome.refusal === undefined) return outcome.answer();
    const { name } = explainError(outcome.refusal);
    if (wasLost && nonce !== undefined && ARRIVED.has(name)) {
      const result = await hashOf(method, params, { from, nonce }, ask, deadline);
      if (result !== undefined) return { jsonrpc: "2.0", id, result };
    }
    if (LOST.has(name)) {
      if (nonce === undefined) throw new SendUnclear(from, outcome.refusal);
      wasLost = true;
    }
    if ((!FULL.has(name) && !LOST.has(name)) || Date.now() > deadline) return outcome.answer();
    await pause(PAUSE_MS);
    attempt = async () => ({ jsonrpc: "2.0", id, result: await ask(method, params) });
  }
}

interface Outcome {
  /** What the node or the way to it says against the request. */
  readonly refusal: unknown;
  /** As it came: returned or thrown. */
  answer(): JsonRpcResponse;
}

async function outcomeOf(attempt: () => Promise<JsonRpcResponse>): Promise<Outcome> {
  try {
    const response = await attempt();
    return { refusal: "error" in response ? response.error : undefined, answer: () => response };
  } catch (error) {
    return {
      refusal: error,
      answer: () => {
        throw error;
      },
    };
  }
}

/** The nonce is undefined where the node or Hardhat chooses it. */
function senderOf(method: string, params: unknown): { from: string; nonce: number | undefined } {
  const [first] = params as [unknown];
  if (method === "eth_sendRawTransaction") {
    const { from, nonce } = Transaction.from(String(first));
    return { from: from ?? "", nonce };
  }
  const { from, nonce } = first as { from?: string; nonce?: string };
  return { from: from ?? "an account", nonce: nonce === undefined ? undefined : Number(nonce) };
}

/** The hash of a transaction that arrived although the answer that held it got lost. */
async function hashOf(
  method: string,
  params: unknown,
  sender: { from: string; nonce: number },
  ask: Ask,
  deadline: number,
): Promise<string | undefined> {
  if (method === "eth_sendRawTransaction") {
    return Transaction.from(String((params as unknown[])[0])).hash ?? undefined;
  }
  while (Date.now() < deadline) {
    const head = Number(await ask("eth_blockNumber", []));
    for (let number = head; number >= Math.max(0, head - BLOCKS_SEARCHED); number--) {
      const block = (await ask("eth_getBlockByNumber", [`0x${number.toString(16)}`, true])) as {
        transactions: { hash: string; from: string; nonce: string }[];
      } | null;
      const found = block?.transactions.find(
        ({ from, nonce }) =>
          from.toLowerCase() === sender.from.toLowerCase() && Number(nonce) === sender.nonce,
      );
      if (found !== undefined) return found.hash;
    }
    await pause(PAUSE_MS);
  }
  return undefined;
}
