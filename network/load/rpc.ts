import * as http from "node:http";
import * as https from "node:https";

/** One question to a node. */
export interface RpcCall {
  method: string;
  params: readonly unknown[];
}

/** A node's answer to one question; `error` as the node gave it, for `explainError`. */
export type RpcAnswer = { result: unknown } | { error: unknown };

/** Milliseconds after which a request counts as unanswered. */
const TIMEOUT_MS = 60_000;

/**
 * A node reached over kept-alive connections, in batches. Node's own client, since it bounds the number of connections: a
 * node that is overloaded must not be met with hundreds of new ones.
 */
export class RpcNode {
  readonly url: string;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  /** @param connections Most connections at a time; Besu takes 80 unless told otherwise. */
  constructor(url: string, connections: number) {
    this.url = url;
    const transport = url.startsWith("https:") ? https : http;
    this.#agent = new transport.Agent({ keepAlive: true, maxSockets: connections });
    this.#request = transport.request;
  }

  /**
   * Asks several questions at once.
   *
   * @returns One answer for each, in order.
   * @throws When there is no answer at all: no connection, no JSON, a refusal of the whole batch, or silence for a minute.
   */
  async batch(calls: readonly RpcCall[]): Promise<RpcAnswer[]> {
    if (calls.length === 0) return [];
    const body = calls.map((call, id) => ({ jsonrpc: "2.0", id, ...call }));
    const answers = await this.#post(JSON.stringify(body));
    if (!Array.isArray(answers)) throw (answers as { error?: unknown }).error ?? unreadable(this.url);
    const byId = new Map(answers.map((answer: RpcAnswer & { id: number }) => [answer.id, answer]));
    return calls.map((_, id) => byId.get(id) ?? { error: unreadable(this.url) });
  }

  /**
   * Asks one question.
   *
   * @throws The node's error, or as `batch`.
   */
  async call<Result>(method: string, ...params: unknown[]): Promise<Result> {
    const [answer] = await this.batch([{ method, params }]);
    return resultOf<Result>(answer as RpcAnswer);
  }

  /** Ends all connections. */
  close(): void {
    this.#agent.destroy();
  }

  #post(body: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const request = this.#request(this.url, { method: "POST", agent: this.#agent, headers });
      request.setTimeout(TIMEOUT_MS, () =>
        request.destroy(Object.assign(new Error("The request timed out"), { code: "TIMEOUT" })),
      );
      request.on("error", reject);
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("error", reject);
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          try {
            resolve(JSON.parse(Buffer.concat(chunks).toString()));
          } catch {
            reject(new Error(`${this.url} answered ${response.statusCode} without JSON.`));
          }
        });
      });
      request.end(body);
    });
  }
}

/**
 * The result in an answer.
 *
 * @throws The node's error.
 */
export function resultOf<Result>(answer: RpcAnswer): Result {
  if ("error" in answer) throw answer.error;
  return answer.result as Result;
}

function unreadable(url: string): Error {
  return new Error(`${url} left a question of a batch unanswered.`);
}
