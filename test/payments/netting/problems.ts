import type { PriorityName, Queue, QueuedObligation } from "@guildhall/sdk/payments";
import { Draw } from "../../../payments/netting/draw.ts";
import { type Problem, problemOf } from "../../../payments/netting/problem.ts";

/** What a made-up queue is like. */
export interface Making {
  readonly seed: number;
  readonly count: number;
  readonly members: number;
  readonly currencies: number;
  /** Largest amount. */
  readonly most: number;
  /** What each member has at most, in each currency. */
  readonly money: number;
}

/** A queue of random obligations, and the money of its members. */
export function makeQueue({ seed, count, members, currencies, most, money }: Making): {
  queue: Queue;
  problem: Problem;
} {
  const draw = new Draw(seed);
  const pick = (limit: number) => Math.floor(draw.uniform() * limit);
  const obligations: QueuedObligation[] = [];
  const add = (
    terms: Partial<QueuedObligation> & Pick<QueuedObligation, "debtor" | "creditor" | "currency">,
  ) =>
    obligations.push({
      id: obligations.length + 1,
      amountMinor: BigInt(1 + pick(most)),
      priority: (["normal", "normal", "high", "urgent"] as PriorityName[])[pick(4)] ?? "normal",
      isDivisible: false,
      mayWait: draw.chance(0.5),
      leg: undefined,
      lot: 0,
      place: obligations.length,
      mark: draw.chance(0.1) ? "held" : "none",
      batchReference: "0x",
      uetr: undefined,
      submittedTo: 1,
      ...terms,
    });
  while (obligations.length < count) {
    const debtor = 1 + pick(members);
    const creditor = 1 + ((debtor + pick(members - 1)) % members);
    const currency = pick(currencies);
    if (currencies > 1 && draw.chance(0.15)) {
      add({ debtor, creditor, currency, leg: "first", mark: "none" });
      const other = (currency + 1) % currencies;
      add({ debtor: creditor, creditor: debtor, currency: other, leg: "counter", mark: "released" });
    } else {
      add({ debtor, creditor, currency, isDivisible: draw.chance(0.25) });
    }
  }
  const queue = { cycle: 1, lots: [], obligations };
  const has = new Map<string, bigint>();
  const problem = problemOf(queue, {
    available: (member, currency) => {
      const key = `${member}:${currency}`;
      const known = has.get(key) ?? BigInt(pick(money + 1));
      has.set(key, known);
      return known;
    },
    weights: Array.from({ length: currencies }, (_, index) => BigInt(1 + 6 * index)),
    excluded: new Set(draw.chance(0.2) ? [1] : []),
  });
  return { queue, problem };
}
