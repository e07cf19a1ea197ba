import { setTimeout as pause } from "node:timers/promises";
import type { JsonRpcResponse } from "hardhat/types/providers";
import type { Ask } from "./sending.ts";

/** A send that went well. */
export interface SentRequest {
  readonly method: string;
  readonly params: unknown;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const PAUSE_MS = 250;

/** How long after a send the node may not know the hash, without having lost it. */
const GRACE_MS = 6_000;

/** How long after a send one looks for the hash. */
const PATIENCE_MS = 20_000;

/**
 * Answers for a transaction by its hash. One that was just sent and is not found is asked for again, and sent once more,
 * the very same, when the node seems to have lost it: a node that is full answers with a hash and drops.
 */
export async function findPatiently(
  hash: string,
  first: () => Promise<JsonRpcResponse>,
  ask: Ask,
  sent: ReadonlyMap<string, SentRequest>,
): Promise<JsonRpcResponse> {
  const response = await first();
  const request = sent.get(hash);
  if (!("result" in response) || response.result !== null || request === undefined) return response;
  let wasRepeated = false;
  while (Date.now() < request.at + PATIENCE_MS) {
    await pause(PAUSE_MS);
    const result = await ask("eth_getTransactionByHash", [hash]);
    if (result !== null) return { ...response, result };
    if (wasRepeated || Date.now() < request.at + GRACE_MS || !hasNonce(request)) continue;
    wasRepeated = true;
    // Refused if the node has it after all, or a block does.
    await ask(request.method, request.params).catch(() => {});
  }
  return response;
}

function hasNonce({ method, params }: SentRequest): boolean {
  const [first] = params as [{ nonce?: string }];
  return method === "eth_sendRawTransaction" || first.nonce !== undefined;
}
