import { JsonRpcApiProvider, type Provider, resolveAddress, type TransactionRequest } from "ethers";
import { explainError } from "../errors/explain.ts";
import { GasAboveCap, TransactionRefused, TransactionUnpayable } from "./sender-errors.ts";

/** Most gas that one transaction may use since Osaka (EIP-7825). */
export const TRANSACTION_GAS_CAP = 16_777_216n;

/** Gas that every transaction uses at least. */
const MINIMUM_GAS = 21_000n;

/** Gas given on top of the estimate, in percent: other transactions may come first and change the path. */
const GAS_HEADROOM_PERCENT = 20n;

/** A transaction with everything but its nonce. */
export type Prepared = TransactionRequest & { from: string; gasLimit: bigint; chainId: bigint };

type Priced = TransactionRequest & { from: string };

/**
 * Completes a transaction: zero prices, since gas is free, and the gas it needs. It is tried out on the node, since Besu
 * accepts what it will never mine and mines what then fails.
 *
 * @param isTriedOut Whether it must succeed on the present state. Otherwise the request names its gas.
 * @throws TransactionUnpayable, GasAboveCap or TransactionRefused.
 */
export async function prepare(
  provider: Provider,
  from: string,
  request: TransactionRequest,
  isTriedOut: boolean,
): Promise<Prepared> {
  const priced: Priced = {
    ...request,
    ...(await refusedOr(() => pricesFor(provider, request))),
    to: request.to == null ? null : await resolveAddress(request.to, provider),
    from,
  };
  await requirePayable(provider, priced, BigInt(request.gasLimit ?? MINIMUM_GAS));
  const gas = isTriedOut
    ? await refusedOr(() => tryOut(provider, priced))
    : BigInt(request.gasLimit ?? TRANSACTION_GAS_CAP);
  const gasLimit = gasLimitFor(gas, request.gasLimit != null || !isTriedOut);
  await requirePayable(provider, priced, gasLimit);
  const { chainId } = await refusedOr(() => provider.getNetwork());
  return { ...priced, gasLimit, chainId };
}

/** Says what the node or a contract has against a request, where a bare error would not. */
export async function refusedOr<Result>(attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    throw new TransactionRefused(explainError(error), error);
  }
}

/** Zero, unless the caller names prices or the chain is none of ours and has a base fee. */
async function pricesFor(provider: Provider, request: TransactionRequest): Promise<TransactionRequest> {
  if (request.gasPrice != null) return { type: request.type ?? 0 };
  if (request.maxFeePerGas != null) {
    return { type: request.type ?? 2, maxPriorityFeePerGas: request.maxPriorityFeePerGas ?? 0n };
  }
  const baseFee = (await provider.getBlock("latest"))?.baseFeePerGas ?? null;
  if (baseFee === null) return { type: 0, gasPrice: 0n };
  return { type: 2, maxFeePerGas: 2n * baseFee, maxPriorityFeePerGas: 0n };
}

async function requirePayable(provider: Provider, request: Priced, gas: bigint): Promise<void> {
  const price = BigInt(request.maxFeePerGas ?? request.gasPrice ?? 0n);
  const cost = price * gas + BigInt(request.value ?? 0n);
  if (cost === 0n) return;
  const balance = await refusedOr(() => provider.getBalance(request.from));
  if (cost > balance) throw new TransactionUnpayable(request.from, cost, balance);
}

/**
 * Runs the transaction on the node without sending it.
 *
 * @returns The gas it needs, or the limit that the caller has set.
 */
async function tryOut(provider: Provider, request: Priced): Promise<bigint> {
  await provider.call(request);
  return request.gasLimit == null ? estimateGas(provider, request) : BigInt(request.gasLimit);
}

/**
 * On the head, as the call before. Asked without a block, Besu supposes one 12 seconds ahead, whose proposer is the asked
 * node or, if that is no validator, the zero address: a vote would seem over, a poke would seem to record nothing, and a
 * validator set that does not govern would seem to.
 */
async function estimateGas(provider: Provider, request: Priced): Promise<bigint> {
  if (!(provider instanceof JsonRpcApiProvider)) return provider.estimateGas(request);
  return BigInt(await provider.send("eth_estimateGas", [provider.getRpcTransaction(request), "latest"]));
}

function gasLimitFor(gas: bigint, isLimit: boolean): bigint {
  if (gas > TRANSACTION_GAS_CAP) throw new GasAboveCap(gas, TRANSACTION_GAS_CAP);
  const generous = isLimit ? gas : gas + (gas * GAS_HEADROOM_PERCENT) / 100n;
  return generous < TRANSACTION_GAS_CAP ? generous : TRANSACTION_GAS_CAP;
}
