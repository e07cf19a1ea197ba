import { AbiCoder, type EventLog, keccak256, solidityPacked, ZeroHash } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { NettingCycle } from "../generated/contracts/index.ts";
import { decodeObligation, LARGEST_LOT, type Obligation, stampObligation, uetrAt } from "./netting.ts";

/** What its debtor said of an obligation after submitting it. */
export const MARKS = ["none", "held", "cancelled", "released"] as const;
export type MarkName = (typeof MARKS)[number];

/** A stretch of a queue as the contract chained it. */
export interface QueueLot {
  /** Whose batch it is; 0 for a lot that was carried over. */
  readonly debtor: number;
  /** Digest of reference and UETRs of a batch. */
  readonly annex: string;
  /** As `settle` takes them. */
  readonly words: readonly bigint[];
}

/** An obligation in a queue, and where it stands. */
export interface QueuedObligation extends Obligation {
  /** Its lot in the queue, and its place in there. */
  readonly lot: number;
  readonly place: number;
  readonly mark: MarkName;
  readonly batchReference: string;
  readonly uetr: string | undefined;
  /** The cycle that it was submitted to. */
  readonly submittedTo: number;
}

/** The queue of a cycle that is not settled yet. */
export interface Queue {
  readonly cycle: number;
  readonly lots: readonly QueueLot[];
  /** In the order of the queue, those that were cancelled included. */
  readonly obligations: readonly QueuedObligation[];
}

/** What a cycle paid of an obligation. */
export interface PaidObligation extends Obligation {
  readonly cycle: number;
  readonly paidMinor: bigint;
  readonly batchReference: string;
  readonly uetr: string | undefined;
  readonly transactionHash: string;
}

/** The events do not add up to the digest of the queue that the contract keeps. */
export class QueueBroken extends GuildhallError {
  override readonly name = "QueueBroken";
  constructor(cycle: number, expected: string, found: string) {
    super(
      `The queue of cycle ${cycle} does not add up: the contract keeps ${expected}, the events give ${found}.`,
      "An event is missing or false at this node; ask another one.",
      { cycle, expected, found },
    );
  }
}

/** What the events of netting add up to. */
export interface NettingRecord {
  /** Queues that are not settled yet, by number of their cycle. */
  readonly queues: ReadonlyMap<number, Queue>;
  /** What was settled, in order. */
  readonly paid: readonly PaidObligation[];
}

interface Origin {
  readonly batchReference: string;
  readonly uetr: string | undefined;
  readonly submittedTo: number;
}

interface Page {
  readonly taken: readonly bigint[];
  readonly parts: readonly bigint[];
}

/** The place of a word, with number and debtor written into it. */
interface Stamped {
  readonly lot: number;
  readonly place: number;
  readonly word: bigint;
}

/**
 * Follows netting from its beginning, as the contract did, and compares the queues with the digests that it keeps.
 *
 * @throws QueueBroken
 */
export async function readNetting(netting: NettingCycle): Promise<NettingRecord> {
  const [events, { lifetimeCycles }, settled, open] = await Promise.all([
    readEvents(netting),
    netting.schedule(),
    netting.settledCycles(),
    netting.openCycle(),
  ]);
  const follower = new Follower(Number(lifetimeCycles));
  for (const event of events) follower.apply(event);
  const queues = new Map<number, Queue>();
  for (let cycle = Number(settled) + 1; cycle <= Number(open); ++cycle) {
    const queue = follower.queueOf(cycle);
    await requireSame(netting, queue);
    if (queue.lots.length > 0) queues.set(cycle, queue);
  }
  return { queues, paid: follower.paid };
}

/** References of the batches that an organisation has submitted. */
export async function readBatchReferences(netting: NettingCycle, debtor: number): Promise<Set<string>> {
  const events = await queryChain(providerOf(netting.runner), ({ from, to }) =>
    netting.queryFilter(netting.filters.ObligationsSubmitted(undefined, debtor), from, to),
  );
  return new Set(events.map(({ args }) => args.batchReference));
}

/** Link of a batch in the chain of its cycle. */
export function linkBatch(chain: string, { debtor, annex, words }: QueueLot): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "uint32", "bytes32", "bytes32"],
      [chain, debtor, annex, digestOf(words)],
    ),
  );
}

/** Links of a lot in the chain of what was carried over. */
export function linkCarried(chain: string, { words }: QueueLot): string {
  const coder = AbiCoder.defaultAbiCoder();
  return words.reduce((link, word) => keccak256(coder.encode(["bytes32", "uint256"], [link, word])), chain);
}

/** Digest of reference and UETRs, under which a batch is chained. */
export function annexOf(batchReference: string, uetrs: string): string {
  return keccak256(
    AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32"], [batchReference, keccak256(uetrs)]),
  );
}

/** Keeps the books of netting as the contract does. */
class Follower {
  readonly paid: PaidObligation[] = [];
  readonly #lifetime: number;
  readonly #carried = new Map<number, QueueLot[]>();
  readonly #submitted = new Map<number, QueueLot[]>();
  readonly #firstIds = new Map<number, number>([[1, 1]]);
  readonly #origins = new Map<number, Origin>();
  readonly #marks = new Map<string, MarkName>();
  readonly #runs = new Map<string, Page[]>();

  constructor(lifetime: number) {
    this.#lifetime = lifetime;
  }

  apply({ eventName, args, transactionHash }: EventLog): void {
    if (eventName === "CutOffSet") this.#firstIds.set(Number(args.cycle), Number(args.firstId));
    if (eventName === "ObligationsSubmitted") this.#submit(args as never);
    if (eventName === "ObligationsMarked") {
      const mark = MARKS[Number(args.mark)] ?? "none";
      for (const id of args.ids as bigint[]) this.#marks.set(`${args.debtor}:${id}`, mark);
    }
    const run = `${args.cycle}:${args.account}`;
    if (eventName === "PageRead") {
      const before = args.page === 0n ? [] : (this.#runs.get(run) ?? []);
      this.#runs.set(run, [...before, { taken: [...args.taken], parts: [...args.parts] }]);
    }
    if (eventName === "CycleSettled")
      this.#settle(Number(args.cycle), this.#runs.get(run) ?? [], transactionHash);
  }

  queueOf(cycle: number): Queue {
    const lots = this.#lotsOf(cycle);
    const obligations = this.#stampedOf(cycle, lots).map(({ lot, place, word }): QueuedObligation => {
      const obligation = decodeObligation(word);
      return { ...obligation, lot, place, mark: this.#markOf(obligation), ...this.#originOf(obligation.id) };
    });
    return { cycle, lots, obligations };
  }

  #submit(args: {
    cycle: bigint;
    debtor: bigint;
    firstId: bigint;
    batchReference: string;
    obligations: bigint[];
    uetrs: string;
  }): void {
    const { batchReference, uetrs } = args;
    const cycle = Number(args.cycle);
    const words = [...args.obligations];
    const lot = { debtor: Number(args.debtor), annex: annexOf(batchReference, uetrs), words };
    this.#submitted.set(cycle, [...(this.#submitted.get(cycle) ?? []), lot]);
    words.forEach((_, place) => {
      const origin = { batchReference, uetr: uetrAt(uetrs, place), submittedTo: cycle };
      this.#origins.set(Number(args.firstId) + place, origin);
    });
  }

  #settle(cycle: number, pages: readonly Page[], transactionHash: string): void {
    const stamped = this.#stampedOf(cycle, this.#lotsOf(cycle));
    const lapsedBelow = this.#firstIds.get(cycle - this.#lifetime + 1) ?? 0;
    const left: bigint[] = [];
    let firstLot = 0;
    for (const { taken, parts } of pages) {
      const partOf = new Map(parts.map((part) => [Number(part >> 96n), BigInt.asUintN(96, part)]));
      let isPairDropped = false;
      for (const { lot, place, word } of stamped) {
        if (lot < firstLot || lot >= firstLot + taken.length) continue;
        const obligation = decodeObligation(word);
        const { id, amountMinor, leg } = obligation;
        const isLapsed = id < lapsedBelow;
        if (((taken[lot - firstLot] ?? 0n) >> BigInt(place)) & 1n) {
          const paidMinor = partOf.get(id) ?? amountMinor;
          this.paid.push({ ...obligation, cycle, paidMinor, ...this.#originOf(id), transactionHash });
          if (paidMinor < amountMinor && !isLapsed) left.push(word - paidMinor);
          continue;
        }
        // A pair goes or stays as one: what is said of the first leg holds for the second.
        if (leg !== "counter") isPairDropped = isLapsed || this.#isCancelled(obligation, word, stamped);
        if (!isPairDropped) left.push(word);
      }
      firstLot += taken.length;
    }
    if (left.length > 0) this.#carried.set(cycle + 1, lotsFrom(left));
  }

  #isCancelled(obligation: Obligation, word: bigint, stamped: readonly Stamped[]): boolean {
    if (this.#markOf(obligation) === "cancelled") return true;
    if (obligation.leg !== "first") return false;
    const next = stamped[stamped.findIndex((each) => each.word === word) + 1];
    return next !== undefined && this.#markOf(decodeObligation(next.word)) === "cancelled";
  }

  #lotsOf(cycle: number): QueueLot[] {
    return [...(this.#carried.get(cycle) ?? []), ...(this.#submitted.get(cycle) ?? [])];
  }

  #stampedOf(cycle: number, lots: readonly QueueLot[]): Stamped[] {
    let id = this.#firstIds.get(cycle) ?? 1;
    return lots.flatMap(({ debtor, words }, lot) =>
      words.map((word, place) => {
        if (debtor === 0) return { lot, place, word };
        const before = words[place - 1];
        const isCounter = decodeObligation(word).leg === "counter" && before !== undefined;
        const owedBy = isCounter ? decodeObligation(before).creditor : debtor;
        return { lot, place, word: stampObligation(word, id++, owedBy) };
      }),
    );
  }

  #markOf({ debtor, id }: Obligation): MarkName {
    return this.#marks.get(`${debtor}:${id}`) ?? "none";
  }

  #originOf(id: number): Origin {
    return this.#origins.get(id) ?? { batchReference: ZeroHash, uetr: undefined, submittedTo: 0 };
  }
}

/** What was carried over, cut into lots that do not part a pair. */
function lotsFrom(left: readonly bigint[]): QueueLot[] {
  const lots: QueueLot[] = [];
  for (let start = 0; start < left.length; ) {
    let end = Math.min(start + LARGEST_LOT, left.length);
    const last = left[end - 1];
    if (end < left.length && last !== undefined && decodeObligation(last).leg === "first") end--;
    lots.push({ debtor: 0, annex: ZeroHash, words: left.slice(start, end) });
    start = end;
  }
  return lots;
}

async function readEvents(netting: NettingCycle): Promise<EventLog[]> {
  const provider = providerOf(netting.runner);
  const { filters } = netting;
  const wanted = [
    filters.CutOffSet(),
    filters.ObligationsSubmitted(),
    filters.ObligationsMarked(),
    filters.PageRead(),
    filters.CycleSettled(),
  ];
  const found = await Promise.all(
    wanted.map((filter) =>
      queryChain(provider, ({ from, to }) => netting.queryFilter(filter as never, from, to)),
    ),
  );
  return (found.flat() as unknown as EventLog[]).sort(
    (a, b) => a.blockNumber - b.blockNumber || a.index - b.index,
  );
}

async function requireSame(netting: NettingCycle, { cycle, lots }: Queue): Promise<void> {
  const kept = await netting.cycleOf(cycle);
  const isCarried = ({ debtor }: QueueLot) => debtor === 0;
  const carried = lots.filter(isCarried).reduce(linkCarried, ZeroHash);
  const submitted = lots.filter((lot) => !isCarried(lot)).reduce(linkBatch, ZeroHash);
  if (carried !== kept.carried) throw new QueueBroken(cycle, kept.carried, carried);
  if (submitted !== kept.submitted) throw new QueueBroken(cycle, kept.submitted, submitted);
}

function digestOf(words: readonly bigint[]): string {
  return keccak256(
    solidityPacked(
      words.map(() => "uint256"),
      [...words],
    ),
  );
}
