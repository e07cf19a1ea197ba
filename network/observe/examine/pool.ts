import { type Finding, NETWORK } from "../finding.ts";
import type { WaitingTransaction } from "../waiting.ts";
import { type Case, isMoving, rhythmOf } from "./case.ts";
import { lasting, listed } from "./words.ts";

/** Blocks without a transaction, while some wait, after which it is no chance any more. */
const IDLE_BLOCKS = 6;
/** A pool this full drops what comes without a word. */
const FULL = 0.9;

/** Transactions that will never be mined, and pools that are stuck. */
export function examinePool(given: Case): Finding[] {
  const old = given.waiting.transactions.filter(
    (each) => ageOf(given, each) > IDLE_BLOCKS * rhythmOf(given.second).period,
  );
  return [
    ...jam(given, old),
    ...given.waiting.transactions.filter(isUnpayable).map((each) => poisoned(given, each)),
    ...holes(given, old),
  ];
}

function jam(given: Case, old: readonly WaitingTransaction[]): Finding[] {
  const { recent, nodes } = given.second;
  const latest = recent.slice(-IDLE_BLOCKS);
  const idle = latest.length === IDLE_BLOCKS && latest.every(({ transactions }) => transactions === 0);
  const due = old.filter((each) => !isUnpayable(each) && each.nonce === each.nextNonce);
  const full = nodes.filter(({ pool }) => pool?.limit !== undefined && pool.total >= FULL * pool.limit);
  if (!idle || !isMoving(given) || (due.length === 0 && full.length === 0)) return [];
  const sizes = nodes.flatMap(({ target, pool }) =>
    pool === undefined ? [] : `${target.name} ${pool.total}/${pool.limit ?? "?"}`,
  );
  return [
    {
      name: "pool-jam",
      severity: "broken",
      where: NETWORK,
      evidence: `the last ${IDLE_BLOCKS} blocks are empty; pools: ${listed(sizes)}; ${due.length} that could be mined wait, such as ${due[0]?.hash ?? "none looked at"}`,
      cause: "The pools are full of transactions that cannot be executed, and nothing else gets in.",
      cure: "Stop ALL nodes, then start them. A rolling restart does not help: peers hand the dead transactions back.",
      runbook: "clear-a-jammed-pool",
    },
  ];
}

function poisoned(
  given: Case,
  { from, nonce, hash, nodes, price, value, balance, ...each }: WaitingTransaction,
): Finding {
  return {
    name: "nonce-poisoned",
    severity: "broken",
    where: from,
    evidence: `nonce ${nonce}, ${hash}: price ${price} wei, value ${value} wei, balance ${balance} wei; waits for ${lasting(ageOf(given, each))} at ${listed(nodes)}`,
    cause:
      "Its sender can never pay for it, but the nodes took it; every later transaction of the account waits behind it.",
    cure: "Let the organisation use another account meanwhile; the transaction leaves when ALL nodes are stopped, then started.",
    runbook: "clear-a-jammed-pool",
  };
}

/** One finding an account: the first nonce that is missing. Only sure when everything that waits was looked at. */
function holes(given: Case, old: readonly WaitingTransaction[]): Finding[] {
  const { transactions, complete } = given.waiting;
  if (!complete) return [];
  const accounts = new Set(old.map(({ from }) => from));
  return [...accounts].flatMap((from): Finding[] => {
    const waiting = old.filter((each) => each.from === from);
    const [{ nextNonce, hash, nodes, nonce }] = waiting as [WaitingTransaction];
    if (transactions.some((each) => each.from === from && each.nonce === nextNonce)) return [];
    return [
      {
        name: "nonce-hole",
        severity: "warning",
        where: from,
        evidence: `${waiting.length} waiting, such as nonce ${nonce}, ${hash} at ${listed(nodes)}; the next to be mined is nonce ${nextNonce}, which nobody has`,
        cause: "A transaction of this account was lost or never sent; those after it wait for it.",
        cure: `Send the one with nonce ${nextNonce} again (the same signed bytes if they are kept), or any other with this nonce.`,
        runbook: "clear-a-jammed-pool",
      },
    ];
  });
}

function isUnpayable({ price, gas, value, balance }: WaitingTransaction): boolean {
  return price * gas + value > balance;
}

function ageOf({ second }: Case, { addedAt }: Pick<WaitingTransaction, "addedAt">): number {
  return (second.at - addedAt) / 1000;
}
