import { TransactionUnpayable } from "@guildhall/sdk";
import type { HookContext, NetworkHooks } from "hardhat/types/hooks";
import type { ChainType, NetworkConnection } from "hardhat/types/network";
import type { JsonRpcRequest, JsonRpcResponse } from "hardhat/types/providers";
import { type Payment, paymentOf } from "./payment.ts";

export default async (): Promise<Partial<NetworkHooks>> => ({
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
    const payment = paymentOf(request.method, request.params, await priceUnlessGiven(connection, request));
    if (payment !== undefined && payment.most > 0n) await requirePayable(connection, payment);
    return next(context, connection, request);
  },
});

/** The price that Hardhat puts into a transaction that names none, after this guard. */
async function priceUnlessGiven(
  connection: NetworkConnection<string>,
  { method }: JsonRpcRequest,
): Promise<bigint> {
  if (method !== "eth_sendTransaction") return 0n;
  const { gasPrice } = connection.networkConfig;
  if (gasPrice !== "auto") return gasPrice;
  return BigInt((await connection.provider.request({ method: "eth_gasPrice" })) as string);
}

async function requirePayable(connection: NetworkConnection<string>, payment: Payment): Promise<void> {
  const balance = await connection.provider.request({
    method: "eth_getBalance",
    params: [payment.from, "latest"],
  });
  const { from, most } = payment;
  if (most > BigInt(balance as string)) throw new TransactionUnpayable(from, most, BigInt(balance as string));
}
