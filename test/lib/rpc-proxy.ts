import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: unknown[];
}

export type RpcAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };

/** The connection is reset instead of an answer. */
export const RESET = Symbol("reset");

/** Answers a request by itself, or has the node behind answer it. */
export type Intercept = (
  request: RpcRequest,
  forward: Forward,
) => RpcAnswer | typeof RESET | Promise<RpcAnswer | typeof RESET>;
export type Forward = (method?: string, params?: unknown[]) => Promise<RpcAnswer>;

/** A node before a node, which may answer otherwise. */
export interface RpcProxy {
  readonly url: string;
  /** Every request that it got, in order. */
  readonly requests: readonly RpcRequest[];
  close(): Promise<void>;
}

/** Starts a proxy on a free port of this machine. */
export async function rpcProxy(target: string, intercept: Intercept): Promise<RpcProxy> {
  const requests: RpcRequest[] = [];
  const answer = async (request: RpcRequest): Promise<object | typeof RESET> => {
    requests.push(request);
    const forward: Forward = (method = request.method, params = request.params) =>
      ask(target, method, params);
    const answered = await intercept(request, forward);
    return answered === RESET ? RESET : { jsonrpc: "2.0", id: request.id, ...answered };
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const asked = JSON.parse(body) as RpcRequest | RpcRequest[];
    // A node behind that is gone breaks the connection as well.
    const answers = await Promise.all([asked].flat().map(answer)).catch(() => [RESET]);
    if (answers.includes(RESET)) return void request.socket.destroy();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(Array.isArray(asked) ? answers : answers[0]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function ask(target: string, method: string, params: unknown[]): Promise<RpcAnswer> {
  const response = await fetch(target, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as {
    result?: unknown;
    error?: { code: number; message: string };
  };
  return error === undefined ? { result } : { error };
}
