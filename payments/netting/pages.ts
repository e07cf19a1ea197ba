import type { Queue, TakenLots } from "@guildhall/sdk/payments";
import { type Problem, paidOf, type Selection } from "./problem.ts";

/** A lot as `settle` takes it. */
export interface PageLot {
  readonly debtor: number;
  readonly annex: string;
  readonly obligations: bigint[];
  readonly taken: bigint;
}

/** The arguments of one call of `settle`. */
export interface Page {
  readonly lots: PageLot[];
  readonly parts: bigint[];
  readonly isLast: boolean;
}

/** Obligations that one page may hold: under 100 KB of calldata, well under the gas of one transaction. */
export const PAGE_SIZE = 3_000;

/** Puts a selection into the form of the contract. */
export function marked(queue: Queue, problem: Problem, selection: Selection): TakenLots {
  const taken = queue.lots.map(() => 0n);
  const parts: { id: number; paidMinor: bigint }[] = [];
  for (const unit of problem.units) {
    for (const leg of unit.legs) {
      const paidMinor = paidOf(unit, leg, selection);
      if (paidMinor === 0n) continue;
      const { id, lot, place, amountMinor } = leg.obligation;
      taken[lot] = (taken[lot] ?? 0n) | (1n << BigInt(place));
      if (paidMinor < amountMinor) parts.push({ id, paidMinor });
    }
  }
  return { taken, parts: parts.map(({ id, paidMinor }) => (BigInt(id) << 96n) | paidMinor) };
}

/** Cuts a queue into pages; a lot is never cut. */
export function pagesOf(queue: Queue, { taken, parts }: TakenLots, size = PAGE_SIZE): Page[] {
  const partOf = new Map(parts.map((part) => [Number(part >> 96n), part]));
  const pages: { lots: PageLot[]; parts: bigint[] }[] = [];
  let room = 0;
  queue.lots.forEach(({ debtor, annex, words }, index) => {
    const page = words.length > room ? undefined : pages.at(-1);
    const current = page ?? { lots: [], parts: [] };
    if (page === undefined) {
      pages.push(current);
      room = size;
    }
    room -= words.length;
    current.lots.push({ debtor, annex, obligations: [...words], taken: taken[index] ?? 0n });
  });
  const pageOfLot = pages.flatMap(({ lots }, page) => lots.map(() => page));
  for (const { id, lot } of queue.obligations) {
    const part = partOf.get(id);
    if (part !== undefined) pages[pageOfLot[lot] ?? 0]?.parts.push(part);
  }
  return pages.map((page, index) => ({ ...page, isLast: index === pages.length - 1 }));
}
