import { setTimeout as sleep } from "node:timers/promises";
import { askForHead } from "@guildhall/sdk";
import { type RpcBlock, sealersOf } from "../../network/seals.ts";

/** A node as the drill asks it: plain JSON-RPC, so that nothing in between mends an answer. */
export class Node {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async ask<Result>(method: string, ...params: unknown[]): Promise<Result> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.timeout(10_000),
    });
    const { result, error } = (await response.json()) as { result: Result; error?: { message: string } };
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async height(): Promise<number> {
    return Number(await this.ask<string>("eth_blockNumber"));
  }

  /** A block that is there: Besu may answer null for the newest while it writes it. */
  block(tag: number | "latest"): Promise<RpcBlock> {
    const name = tag === "latest" ? tag : `0x${tag.toString(16)}`;
    return askForHead(() => this.ask<RpcBlock>("eth_getBlockByNumber", name, false));
  }

  /** Returns once block `number` is there. */
  async until(number: number, seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const height = await this.height().catch(() => -1);
      if (height >= number) return;
      if (Date.now() > deadline)
        throw new Error(`Block ${number} did not come in ${seconds} s; head ${height}.`);
      await sleep(500);
    }
  }

  /** Whether the head stays where it is for some seconds. */
  async isStill(seconds: number): Promise<boolean> {
    const height = await this.height();
    await sleep(seconds * 1000);
    return (await this.height()) === height;
  }

  /** The first block after `number` that `validator` sealed, looked for in the next `span` blocks. */
  async firstSealedBy(validator: string, number: number, span: number): Promise<number | undefined> {
    await this.until(number + span, 60);
    for (let next = number + 1; next <= number + span; ++next) {
      if (sealersOf(await this.block(next)).includes(validator)) return next;
    }
    return undefined;
  }
}

/** Returns once `holds` does, asking again and again. */
export async function eventually(
  what: string,
  seconds: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`After ${seconds} s it still does not hold that ${what}.`);
    await sleep(1000);
  }
}
