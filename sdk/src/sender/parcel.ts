import {
  BaseWallet,
  type Provider,
  type Signer,
  Transaction,
  type TransactionRequest,
  toQuantity,
} from "ethers";
import { rpcOf } from "../common/rpc.ts";
import type { Prepared } from "./preflight.ts";

/** A transaction whose nonce is settled, so that it is executed at most once however often it is handed in. */
export interface Parcel {
  readonly nonce: number;
  /** The signed bytes, or what the node is asked to sign where it holds the key. */
  readonly payload: string | RpcTransaction;
  /** Follows from signed bytes; otherwise the node tells. */
  readonly hash: string | undefined;
  /** A block in which the nonce was not used yet. */
  readonly sinceBlock: number;
}

/** A transaction as JSON-RPC writes it. */
export type RpcTransaction = Readonly<Record<string, string>>;

/** Makes parcels for one account. */
export type Packing = (request: Prepared, nonce: number, sinceBlock: number) => Promise<Parcel>;

/** Wallets sign here, and the bytes are kept; for accounts that the node holds, the node does. */
export async function packingFor(signer: Signer, provider: Provider): Promise<Packing> {
  return (await isHeldByNode(signer, provider)) ? packUnsigned : packSigned(signer);
}

/** Hands a parcel in; safe to repeat, since it has a nonce. Returns the hash that the node gives. */
export async function handIn(provider: Provider, { payload }: Parcel): Promise<string> {
  const rpc = rpcOf(provider);
  if (rpc === undefined) return (await provider.broadcastTransaction(String(payload))).hash;
  const method = typeof payload === "string" ? "eth_sendRawTransaction" : "eth_sendTransaction";
  return String(await rpc(method, [payload]));
}

/** A parcel as a call, to run it again without sending it. */
export function callOf({ payload }: Parcel): TransactionRequest & { gasLimit: bigint } {
  const isSigned = typeof payload === "string";
  const { from, to, data, value } = isSigned ? Transaction.from(payload) : payload;
  const gasLimit = isSigned ? Transaction.from(payload).gasLimit : BigInt(payload.gas ?? 0);
  return { from: from ?? null, to: to ?? null, data: data ?? null, value: value ?? null, gasLimit };
}

async function isHeldByNode(signer: Signer, provider: Provider): Promise<boolean> {
  const rpc = rpcOf(provider);
  if (signer instanceof BaseWallet || rpc === undefined) return false;
  const [address, accounts] = await Promise.all([signer.getAddress(), rpc("eth_accounts", [])]);
  return (accounts as string[]).some((account) => account.toLowerCase() === address.toLowerCase());
}

function packSigned(signer: Signer): Packing {
  return async (request, nonce, sinceBlock) => {
    const payload = await signer.signTransaction({ ...request, nonce });
    return { nonce, payload, hash: Transaction.from(payload).hash ?? undefined, sinceBlock };
  };
}

async function packUnsigned(request: Prepared, nonce: number, sinceBlock: number): Promise<Parcel> {
  const { from, to, data, gasLimit, value, gasPrice, maxFeePerGas, maxPriorityFeePerGas } = request;
  const amounts = { nonce, gas: gasLimit, value, gasPrice, maxFeePerGas, maxPriorityFeePerGas };
  const quantities = Object.entries(amounts).flatMap(([name, amount]) =>
    amount == null ? [] : [[name, toQuantity(amount)]],
  );
  const payload: RpcTransaction = {
    from,
    ...(to == null ? {} : { to: String(to) }),
    ...(data == null ? {} : { data }),
    ...Object.fromEntries(quantities),
  };
  return { nonce, payload, hash: undefined, sinceBlock };
}
