import { type RpcCall, type RpcNode, resultOf } from "./rpc.ts";
import { causeOf, nodeOf } from "./submit.ts";
import type { Cause, LoadTransaction } from "./transaction.ts";

/** Questions in one request; Besu takes 1,024, answers with receipts are long. */
const BATCH = 200;

/**
 * Finds out, once the load is over, what is known of each transaction but not seen in blocks: whether those in no block still
 * wait at their node, and which of those in a block failed and why. Notes it in them.
 */
export async function settle(
  transactions: readonly LoadTransaction[],
  nodes: readonly RpcNode[],
): Promise<void> {
  for (const node of nodes) {
    const own = transactions.filter((transaction) => nodeOf(nodes, transaction) === node);
    await notePending(
      node,
      own.filter(({ inclusion }) => inclusion === undefined),
    );
    await noteReverted(
      node,
      own.filter(({ inclusion }) => inclusion !== undefined),
    );
  }
}

async function notePending(node: RpcNode, unmined: readonly LoadTransaction[]): Promise<void> {
  const found = await askEach(node, unmined, ({ hash }) => call("eth_getTransactionByHash", hash));
  for (const [index, transaction] of unmined.entries()) transaction.isPending = found[index] !== null;
}

async function noteReverted(node: RpcNode, mined: readonly LoadTransaction[]): Promise<void> {
  const receipts = await askEach<{ status: string } | null>(node, mined, ({ hash }) =>
    call("eth_getTransactionReceipt", hash),
  );
  const reverted = mined.filter((_, index) => receipts[index]?.status === "0x0");
  for (const transaction of reverted) transaction.reverted = await reasonOf(node, transaction);
}

/** A receipt gives no reason, so the call is run again on the state before its block. */
async function reasonOf(node: RpcNode, { hash, inclusion }: LoadTransaction): Promise<Cause> {
  const { from, to, input, gas } = await node.call<Record<string, string>>("eth_getTransactionByHash", hash);
  const before = `0x${((inclusion?.block ?? 1) - 1).toString(16)}`;
  try {
    await node.call("eth_call", { from, to, data: input, gas }, before);
  } catch (error) {
    return causeOf(error);
  }
  return {
    name: "OvertakenInBlock",
    why: "It failed, though it succeeds on the state before its block: another one of the block came first.",
    remedy: "Look what the transactions of the load do to each other.",
  };
}

async function askEach<Result>(
  node: RpcNode,
  transactions: readonly LoadTransaction[],
  question: (transaction: LoadTransaction) => RpcCall,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < transactions.length; start += BATCH) {
    const answers = await node.batch(transactions.slice(start, start + BATCH).map(question));
    results.push(...answers.map((answer) => resultOf<Result>(answer)));
  }
  return results;
}

function call(method: string, ...params: unknown[]): RpcCall {
  return { method, params };
}
