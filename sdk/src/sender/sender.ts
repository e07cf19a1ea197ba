import {
  JsonRpcApiProvider,
  type Provider,
  type Signer,
  type TransactionReceipt,
  type TransactionRequest,
} from "ethers";
import { providerOf } from "../consortium/connect.ts";
import { explainError } from "../errors/explain.ts";
import { type ExplainedError, explanation } from "../errors/explained.ts";
import {
  GasAboveCap,
  ReceiptTimeout,
  TransactionRefused,
  TransactionReverted,
  TransactionUnpayable,
} from "./sender-errors.ts";

/** Most gas that one transaction may use since Osaka (EIP-7825). */
export const TRANSACTION_GAS_CAP = 16_777_216n;

/** Gas that every transaction uses at least. */
const MINIMUM_GAS = 21_000n;

/** Gas given on top of the estimate, in percent: other transactions may come first and change the path. */
const GAS_HEADROOM_PERCENT = 20n;

const DEFAULT_TIMEOUT_SECONDS = 60;
const POLL_MILLISECONDS = 250;

/** How a transaction is sent. */
export interface SendOptions {
  /** How long to wait for the receipt; 60 if left out. */
  readonly timeoutSeconds?: number;
  /** Told the hash as soon as the node has taken the transaction. */
  readonly onHash?: (hash: string) => void;
}

/** A transaction that was mined and succeeded. */
export interface Sent {
  readonly hash: string;
  readonly gasUsed: bigint;
  readonly blockNumber: number;
  readonly receipt: TransactionReceipt;
}

/** A transaction with everything that a node is asked about. */
type FullRequest = TransactionRequest & { from: string };

/**
 * Sends a transaction and waits until it is mined: the one door for writes.
 *
 * Gas is free on the chain, so it is sent with zero prices. Before it leaves, it is tried out on the node,
 * since Besu accepts what it will never mine and mines what then fails.
 *
 * @param signer A wallet, or an account that the node or the browser signs for.
 * @param request Such as `await registry.addNode.populateTransaction(publicKey, endpoint)`.
 * @throws TransactionUnpayable, GasAboveCap or TransactionRefused before anything is sent;
 * TransactionReverted when it was mined and failed; ReceiptTimeout when its fate is open.
 */
export async function send(
  signer: Signer,
  request: TransactionRequest,
  options: SendOptions = {},
): Promise<Sent> {
  const provider = providerOf(signer);
  const from = await signer.getAddress();
  const priced: FullRequest = { ...request, ...(await pricesFor(provider, request)), from };
  await requirePayable(provider, priced, BigInt(request.gasLimit ?? MINIMUM_GAS));

  const gasLimit = gasLimitFor(await refusedOr(() => tryOut(provider, priced)), request.gasLimit != null);
  const full = { ...priced, gasLimit };
  await requirePayable(provider, full, gasLimit);

  const { hash } = await refusedOr(() => signer.sendTransaction(full));
  options.onHash?.(hash);
  const receipt = await waitForReceipt(provider, hash, options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS);
  if (receipt.status === 0)
    throw new TransactionReverted(hash, await explainReceipt(provider, full, receipt));
  return { hash, gasUsed: receipt.gasUsed, blockNumber: receipt.blockNumber, receipt };
}

/** Zero, unless the caller names prices or the chain is none of ours and has a base fee. */
async function pricesFor(provider: Provider, request: TransactionRequest): Promise<TransactionRequest> {
  if (request.gasPrice != null || request.maxFeePerGas != null) return {};
  const baseFee = (await provider.getBlock("latest"))?.baseFeePerGas ?? null;
  if (baseFee === null) return { type: 0, gasPrice: 0n };
  return { type: 2, maxFeePerGas: 2n * baseFee, maxPriorityFeePerGas: 0n };
}

async function requirePayable(provider: Provider, request: FullRequest, gas: bigint): Promise<void> {
  const price = BigInt(request.maxFeePerGas ?? request.gasPrice ?? 0n);
  const cost = price * gas + BigInt(request.value ?? 0n);
  if (cost === 0n) return;
  const balance = await provider.getBalance(request.from);
  if (cost > balance) throw new TransactionUnpayable(request.from, cost, balance);
}

/**
 * Runs the transaction on the node without sending it.
 *
 * @returns The gas it needs, or the limit that the caller has set.
 */
async function tryOut(provider: Provider, request: FullRequest): Promise<bigint> {
  await provider.call(request);
  return request.gasLimit == null ? estimateGas(provider, request) : BigInt(request.gasLimit);
}

/**
 * On the head, as the call before. Asked without a block, Besu supposes one 12 seconds ahead, whose proposer is the asked
 * node or, if that is no validator, the zero address: a vote would seem over, a poke would seem to record nothing, and a
 * validator set that does not govern would seem to.
 */
async function estimateGas(provider: Provider, request: FullRequest): Promise<bigint> {
  if (!(provider instanceof JsonRpcApiProvider)) return provider.estimateGas(request);
  return BigInt(await provider.send("eth_estimateGas", [provider.getRpcTransaction(request), "latest"]));
}

function gasLimitFor(gas: bigint, isLimit: boolean): bigint {
  if (gas > TRANSACTION_GAS_CAP) throw new GasAboveCap(gas, TRANSACTION_GAS_CAP);
  const generous = isLimit ? gas : gas + (gas * GAS_HEADROOM_PERCENT) / 100n;
  return generous < TRANSACTION_GAS_CAP ? generous : TRANSACTION_GAS_CAP;
}

async function refusedOr<Result>(attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    throw new TransactionRefused(explainError(error), error);
  }
}

async function waitForReceipt(
  provider: Provider,
  hash: string,
  timeoutSeconds: number,
): Promise<TransactionReceipt> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let lastFailure: unknown;
  for (;;) {
    try {
      const receipt = await provider.getTransactionReceipt(hash);
      if (receipt !== null) return receipt;
      lastFailure = undefined;
    } catch (error) {
      // The node may be restarting; the transaction is out, so its fate is worth waiting for.
      lastFailure = error;
    }
    if (Date.now() >= deadline) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
  }
  const known = await provider.getTransaction(hash).catch(() => null);
  throw new ReceiptTimeout(hash, timeoutSeconds, known !== null, lastFailure);
}

/** A receipt gives no reason, so the transaction is run again on the state before its block. */
async function explainReceipt(
  provider: Provider,
  request: FullRequest & { gasLimit: bigint },
  { hash, blockNumber, gasUsed }: TransactionReceipt,
): Promise<ExplainedError> {
  try {
    await provider.call({ ...request, blockTag: blockNumber - 1 });
  } catch (error) {
    return explainError(error);
  }
  if (gasUsed === request.gasLimit) return explainError(new Error("Out of gas"));
  return explanation(
    "OvertakenInBlock",
    "It failed, though it succeeds on the state before its block: another one of the block came first.",
    "Look at the present state and send it again if it still makes sense.",
    hash,
  );
}
