import { AsyncLocalStorage } from "node:async_hooks";
import { askForHead, isForHead } from "@guildhall/sdk";
import type { HookContext, NetworkHooks } from "hardhat/types/hooks";
import type { ChainType, NetworkConnection } from "hardhat/types/network";
import type { JsonRpcRequest, JsonRpcResponse } from "hardhat/types/providers";
import { findPatiently, type SentRequest } from "./finding.ts";
import { sendPatiently } from "./sending.ts";

/** What each connection has sent, by hash. */
const sentThrough = new WeakMap<NetworkConnection<string>, Map<string, SentRequest>>();

const SENDS = new Set(["eth_sendTransaction", "eth_sendRawTransaction"]);

export default async (): Promise<Partial<NetworkHooks>> => {
  // Marks the requests that these hooks make themselves: `next` may be called only once.
  const repeating = new AsyncLocalStorage<true>();
  return {
    async onRequest<ChainTypeT extends ChainType | string>(
      context: HookContext,
      connection: NetworkConnection<ChainTypeT>,
      request: JsonRpcRequest,
      next: (
        nextContext: HookContext,
        nextConnection: NetworkConnection<ChainTypeT>,
        nextRequest: JsonRpcRequest,
      ) => Promise<JsonRpcResponse>,
    ): Promise<JsonRpcResponse> {
      const { id, method, params } = request;
      const isSend = SENDS.has(method);
      const isHead = isForHead(method, params);
      const isConcerned = isSend || isHead || method === "eth_getTransactionByHash";
      if (!isConcerned || connection.networkConfig.type !== "http" || repeating.getStore()) {
        return next(context, connection, request);
      }
      const first = () => next(context, connection, request);
      const sent = sentThrough.get(connection) ?? new Map<string, SentRequest>();
      sentThrough.set(connection, sent);
      const ask = (asked: string, given: unknown) =>
        repeating.run(true, () => connection.provider.request({ method: asked, params: given as unknown[] }));
      // Handlers of Hardhat change the request on its way, into a signed one for example.
      const kept = structuredClone(params);
      if (isHead) return headPatiently(first, () => ask(method, params));
      if (!isSend) return findPatiently(String((kept as unknown[])[0]), first, ask, sent);
      const response = await sendPatiently({ id, method, params: kept }, first, ask);
      if ("result" in response) sent.set(String(response.result), { method, params: kept, at: Date.now() });
      return response;
    },
  };
};

async function headPatiently(
  first: () => Promise<JsonRpcResponse>,
  ask: () => Promise<unknown>,
): Promise<JsonRpcResponse> {
  const response = await first();
  if (!("result" in response) || response.result !== null) return response;
  return { ...response, result: await askForHead(ask) };
}
