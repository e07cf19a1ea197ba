import { pause } from "./common/waiting.ts";

const PAUSE_MS = 100;
const PATIENCE_MS = 5_000;

/** Whether a request is for the latest block. */
export function isForHead(method: string, params: unknown): boolean {
  return method === "eth_getBlockByNumber" && (params as unknown[] | undefined)?.[0] === "latest";
}

/**
 * Asks for the latest block, and again when the answer is null: every chain has one, but Besu may have none for a moment while
 * it writes the next.
 */
export async function askForHead<Result>(ask: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const result = await ask();
    if (result !== null || Date.now() > deadline) return result;
    await pause(PAUSE_MS);
  }
}
