import { TRANSACTION_GAS_CAP } from "@guildhall/sdk";
import { Transaction } from "ethers";

/** What a transaction may cost its sender at most, in wei. */
export interface Payment {
  from: string;
  most: bigint;
}

interface TransactionRequest {
  from?: string;
  gas?: string | number | bigint;
  value?: string | number | bigint;
  gasPrice?: string | number | bigint;
  maxFeePerGas?: string | number | bigint;
}

/**
 * What the transaction in a JSON-RPC request may cost; undefined when the request sends none. Where it names no gas, the
 * most that one transaction may use is assumed.
 *
 * @param priceUnlessGiven Price per gas of a transaction that names none, in wei.
 */
export function paymentOf(method: string, params: unknown, priceUnlessGiven: bigint): Payment | undefined {
  const [first] = Array.isArray(params) ? params : [];
  if (method === "eth_sendRawTransaction" && typeof first === "string") return paymentOfRaw(first);
  if (method === "eth_sendTransaction" && typeof first === "object" && first !== null) {
    return paymentOfRequest(first as TransactionRequest, priceUnlessGiven);
  }
  return undefined;
}

function paymentOfRaw(raw: string): Payment | undefined {
  const transaction = Transaction.from(raw);
  if (transaction.from === null) return undefined;
  const price = transaction.maxFeePerGas ?? transaction.gasPrice ?? 0n;
  return { from: transaction.from, most: price * transaction.gasLimit + transaction.value };
}

function paymentOfRequest(request: TransactionRequest, priceUnlessGiven: bigint): Payment | undefined {
  if (request.from === undefined) return undefined;
  const price = BigInt(request.maxFeePerGas ?? request.gasPrice ?? priceUnlessGiven);
  const gas = request.gas === undefined ? TRANSACTION_GAS_CAP : BigInt(request.gas);
  return { from: request.from, most: price * gas + BigInt(request.value ?? 0) };
}
