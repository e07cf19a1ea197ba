import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import { GuildhallError } from "./common/guildhall-error.ts";
import { explainError } from "./errors/explain.ts";
import { askForHead, isForHead } from "./head.ts";
import { requireCurrent } from "./node-health.ts";

/** The node at a URL cannot be used. */
export class NodeUnusable extends GuildhallError {
  override readonly name = "NodeUnusable";
  constructor(url: string, cause: unknown) {
    const explained = explainError(cause);
    super(`${explained.why} (${url})`, explained.remedy, { url }, cause);
  }
}

/** The node at a URL belongs to another chain. */
export class WrongChain extends GuildhallError {
  override readonly name = "WrongChain";
  constructor(url: string, found: bigint, expected: bigint) {
    super(
      `The node at ${url} is on chain ${found}, not on ${expected}.`,
      "Check the URL and the chain id of the network that you chose.",
      { url, found, expected },
    );
  }
}

/** How a node is reached. */
export interface NodeOptions {
  /** Refuse a node of any other chain. */
  readonly chainId?: bigint;
  /** Bearer token of a node that asks for a sign-in. */
  readonly token?: string;
  /** Refuse a node that is catching up, or whose latest block is older than so many seconds. */
  readonly maximumHeadAgeSeconds?: number;
  /** How long the first answer may take; 5 if left out. */
  readonly timeoutSeconds?: number;
}

const DEFAULT_TIMEOUT_SECONDS = 5;
const POLLING_MILLISECONDS = 250;

/** Asks on when the node has no latest block. */
class HeadProvider extends JsonRpcProvider {
  override send(method: string, params: unknown[] | Record<string, unknown>): Promise<unknown> {
    const ask = () => super.send(method, params);
    return isForHead(method, params) ? askForHead(ask) : ask();
  }
}

/**
 * Opens a node for reading and for wallets to send through. Where ethers by itself asks a node that is not
 * there again and again, this fails at once and says why.
 *
 * @throws NodeUnusable when nothing answers or the answer is a refusal; WrongChain; NodeBehind.
 * @example const provider = await openNode("http://127.0.0.1:8545", { chainId: 20260n });
 */
export async function openNode(url: string, options: NodeOptions = {}): Promise<JsonRpcProvider> {
  const request = new FetchRequest(url);
  if (options.token !== undefined) request.setHeader("Authorization", `Bearer ${options.token}`);
  const chainId = await askChainId(request, options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS);
  if (options.chainId !== undefined && options.chainId !== chainId) {
    throw new WrongChain(url, chainId, options.chainId);
  }
  const network = Network.from(chainId);
  const provider = new HeadProvider(request, network, {
    staticNetwork: network,
    pollingInterval: POLLING_MILLISECONDS,
    // What is asked in one go leaves in one request, but nothing waits for company.
    batchStallTime: 0,
    // An answer is never older than the question.
    cacheTimeout: -1,
  });
  if (options.maximumHeadAgeSeconds === undefined) return provider;
  try {
    await requireCurrent(provider, options.maximumHeadAgeSeconds);
    return provider;
  } catch (error) {
    provider.destroy();
    throw error;
  }
}

async function askChainId(base: FetchRequest, timeoutSeconds: number): Promise<bigint> {
  const request = base.clone();
  request.timeout = timeoutSeconds * 1000;
  request.body = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
  try {
    const { result, error } = (await request.send()).bodyJson;
    if (error !== undefined) throw error;
    return BigInt(result);
  } catch (error) {
    throw new NodeUnusable(base.url, error);
  }
}
