import { setTimeout as sleep } from "node:timers/promises";
import { explainError } from "@guildhall/sdk/errors";
import { type RpcAnswer, type RpcNode, resultOf } from "./rpc.ts";
import type { Cause, LoadTransaction } from "./transaction.ts";

/** Milliseconds between two departures: transactions that fell due in between leave together. */
const TICK_MS = 25;

/** Most transactions in one request; Besu takes 1,024. */
const BATCH = 200;

/** What is needed of a node. */
type Sender = Pick<RpcNode, "batch">;

/** How transactions are sent. */
export interface SubmitOptions {
  /** Nodes; the transactions of one account all go to the same. */
  nodes: readonly Sender[];
  /** Milliseconds since the first transaction is due. */
  now: () => number;
  /** Told how many have left. */
  onProgress: (sent: number) => void;
}

/**
 * Sends each transaction when it is due, whatever has become of those before it: the load does not slow down with the chain.
 * Its time counts from when it was due, so that waiting on this side is not left out of the latency.
 *
 * @param transactions In the order in which they are due. What is said to each is noted in it.
 * @returns When the last answer has come.
 */
export async function submit(
  transactions: readonly LoadTransaction[],
  { nodes, now, onProgress }: SubmitOptions,
): Promise<void> {
  const answers = new Set<Promise<void>>();
  let sent = 0;
  while (sent < transactions.length) {
    const due = dueBy(now(), transactions, sent);
    for (const [node, batch] of batches(due, nodes)) {
      const answer = post(node, batch, now).finally(() => answers.delete(answer));
      answers.add(answer);
    }
    sent += due.length;
    onProgress(sent);
    await sleep(TICK_MS);
  }
  await Promise.all(answers);
}

/** The node to which the transactions of an account go. */
export function nodeOf<Node>(nodes: readonly Node[], { account }: LoadTransaction): Node {
  return nodes[account % nodes.length] as Node;
}

function dueBy(time: number, transactions: readonly LoadTransaction[], from: number): LoadTransaction[] {
  let end = from;
  while (end < transactions.length && (transactions[end] as LoadTransaction).scheduledAt <= time) end++;
  return transactions.slice(from, end);
}

function batches(
  due: readonly LoadTransaction[],
  nodes: readonly Sender[],
): [Sender, readonly LoadTransaction[]][] {
  return nodes.flatMap((node) => {
    const own = due.filter((transaction) => nodeOf(nodes, transaction) === node);
    const count = Math.ceil(own.length / BATCH);
    return Array.from({ length: count }, (_, index): [Sender, LoadTransaction[]] => [
      node,
      own.slice(index * BATCH, (index + 1) * BATCH),
    ]);
  });
}

async function post(node: Sender, batch: readonly LoadTransaction[], now: () => number): Promise<void> {
  const issuedAt = now();
  const calls = batch.map(({ raw }) => ({ method: "eth_sendRawTransaction", params: [raw] }));
  for (const transaction of batch) {
    transaction.issuedAt = issuedAt;
    transaction.raw = undefined;
  }
  try {
    const answers = await node.batch(calls);
    const at = now();
    for (const [index, transaction] of batch.entries()) {
      transaction.answer = answerOf(answers[index] as RpcAnswer, at);
    }
  } catch (error) {
    const answer = { verdict: "unanswered", at: now(), cause: causeOf(error) } as const;
    for (const transaction of batch) transaction.answer = answer;
  }
}

function answerOf(answer: RpcAnswer, at: number): NonNullable<LoadTransaction["answer"]> {
  try {
    resultOf(answer);
    return { verdict: "accepted", at };
  } catch (error) {
    return { verdict: "refused", at, cause: causeOf(error) };
  }
}

/** An error in the SDK's words. */
export function causeOf(error: unknown): Cause {
  const { name, why, remedy } = explainError(error);
  return { name, why, remedy };
}
