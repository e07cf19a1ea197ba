import type { Provider, TransactionReceipt, TransactionRequest } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { isDevelopmentNode } from "../common/rpc.ts";
import { backOff, pause } from "../common/waiting.ts";
import { explainError } from "../errors/explain.ts";
import { Flight, type FlightOptions, type Landing } from "./flight.ts";
import { explainReceipt, findByNonce, type Mined } from "./mined.ts";
import { callOf, handIn, type Packing, type Parcel } from "./parcel.ts";
import { type Prepared, prepare, refusedOr } from "./preflight.ts";
import { ReceiptTimeout, TransactionRefused, TransactionReverted } from "./sender-errors.ts";
import { isAway, isVague, verdictOn } from "./verdict.ts";

const POLL_MILLISECONDS = 250;
const ROOM_POLL_MILLISECONDS = 50;

/** A node that refuses without saying why is asked this often before that counts. */
const VAGUE_REFUSALS = 3;

/** Looks in vain for the receipt of a used nonce before blocks are searched: a receipt may come late. */
const MISSES_BEFORE_SEARCH = 3;

/** Blocks that one look searches further back. */
const BLOCKS_BACK = 100;

/** How an account sends. */
export interface SenderOptions {
  /** Transactions of the account under way at a time; 64 if left out. Besu's layered pool keeps 200. */
  readonly window?: number;
  /** Transactions of all accounts of this provider under way at a time; 1,000 if left out. */
  readonly totalWindow?: number;
  /** How long nothing of the account may be mined or taken before one gives up; 60 if left out. */
  readonly timeoutSeconds?: number;
  /** How long nothing may be mined before the node is asked whether it lost something; 4 if left out. */
  readonly resendSeconds?: number;
}

/** How one transaction is sent. */
export interface SendOptions extends FlightOptions {
  /**
   * Whether it must succeed on the present state before it leaves; true if left out. If not, give `gasLimit` in the
   * request, or it gets the most that one transaction may use.
   */
  readonly isTriedOut?: boolean;
  /**
   * Whether a node that is away is waited for even before the transaction is packed, up to the time limit; false if
   * left out. Several calls keep their order meanwhile.
   */
  readonly isPatient?: boolean;
}

/** A transaction that was mined and succeeded. */
export interface Sent {
  readonly hash: string;
  readonly gasUsed: bigint;
  readonly blockNumber: number;
  readonly receipt: TransactionReceipt;
}

/**
 * Sends the transactions of one account. It counts nonces itself, keeps as many under way as the node bears, waits when
 * the node has enough, hands the same transaction in again when the node lost it, and so has each executed once.
 */
export class Sender {
  readonly provider: Provider;
  readonly address: string;
  readonly #pack: Packing;
  readonly #others: readonly Sender[];
  readonly #flights = new Map<number, Flight>();
  #options: Required<SenderOptions> = {
    window: 64,
    totalWindow: 1_000,
    timeoutSeconds: 60,
    resendSeconds: 4,
  };
  #lastTurn: Promise<void> = Promise.resolve();
  #queued = 0;
  /** The transaction in turn has its place among those under way, but no nonce yet. */
  #hasReserved = false;
  #isWatching = false;
  /** Nonces below are used. */
  #used = 0;
  /** A block in which no nonce from `#used` on was used yet. */
  #usedAt = 0;
  /** When something was taken or mined last. */
  #movedAt = 0;
  /** When the node was asked for lost transactions last. */
  #askedAt = 0;
  #failure: unknown;

  /** @param others All senders of the provider, this one among them. */
  constructor(provider: Provider, address: string, pack: Packing, others: readonly Sender[]) {
    this.provider = provider;
    this.address = address;
    this.#pack = pack;
    this.#others = others;
  }

  /** Transactions of the account under way at a time. */
  get window(): number {
    return this.#options.window;
  }

  /** Changes what is given and keeps the rest. */
  configure(options: SenderOptions): void {
    this.#options = { ...this.#options, ...options };
  }

  /**
   * Sends a transaction and waits until it is mined. Several calls at once get nonces in the order of the calls.
   *
   * @throws TransactionUnpayable, GasAboveCap or TransactionRefused when it was not sent; TransactionReverted when
   * it was mined and failed; ReceiptTimeout when its fate is open.
   */
  async send(request: TransactionRequest, options: SendOptions = {}): Promise<Sent> {
    for (;;) {
      const { parcel, landing } = await this.#launch(request, options);
      const landed = await landing;
      if ("receipt" in landed) return this.#outcome(parcel, landed.receipt);
      // The work itself was not done and can no longer be under this nonce, so it is tried out and signed anew.
      await options.onVoid?.(parcel, landed.displacedBy);
    }
  }

  /**
   * Goes on with transactions that an earlier process packed and perhaps sent.
   *
   * @returns One promise for each parcel, as of `send`; or the hash of the transaction that took its nonce.
   */
  resume(
    parcels: readonly Parcel[],
    options: FlightOptions = {},
  ): Promise<Sent | { readonly displacedBy: string }>[] {
    const flights = parcels.map((parcel) => new Flight(parcel, options));
    this.#inTurn(async () => {
      while (this.#flights.size > 0) await pause(ROOM_POLL_MILLISECONDS);
      await refusedOr(() => this.#count());
      for (const flight of flights) this.#flights.set(flight.parcel.nonce, flight);
      await this.#handInWaiting(Date.now());
    }).catch((error: Error) => {
      for (const flight of flights) flight.abandon(error);
    });
    return flights.map(async ({ parcel, landing }) => {
      const landed = await landing;
      return "receipt" in landed ? this.#outcome(parcel, landed.receipt) : landed;
    });
  }

  async #outcome(parcel: Parcel, receipt: TransactionReceipt): Promise<Sent> {
    const { hash, gasUsed, blockNumber, status } = receipt;
    if (status !== 0) return { hash, gasUsed, blockNumber, receipt };
    throw new TransactionReverted(receipt, await explainReceipt(this.provider, callOf(parcel), receipt));
  }

  /**
   * Gives a transaction the next nonce and brings it to the node. One at a time: the next gets its nonce when the node
   * has taken or refused this one, so that a refusal leaves no hole.
   */
  async #launch(request: TransactionRequest, options: SendOptions): Promise<Flight> {
    const calledAt = Date.now();
    const preparing = this.#patiently(calledAt, options, () =>
      prepare(this.provider, this.address, request, options.isTriedOut ?? true),
    );
    preparing.catch(() => {});
    return this.#inTurn(async () => {
      const prepared = await preparing;
      await this.#handInWaiting(calledAt);
      await this.#reserve(calledAt, options);
      const flight = await this.#packed(prepared, calledAt, options).finally(() => {
        this.#hasReserved = false;
      });
      await this.#handIn(flight, calledAt);
      return flight;
    });
  }

  async #packed(prepared: Prepared, calledAt: number, options: SendOptions): Promise<Flight> {
    const nonce = await this.#patiently(calledAt, options, () => this.#nextNonce());
    const parcel = await this.#pack(prepared, nonce, this.#usedAt);
    await options.onPacked?.(parcel);
    const flight = new Flight(parcel, options);
    this.#flights.set(parcel.nonce, flight);
    return flight;
  }

  /** The lowest that is free: a nonce that the node refused is filled before any other. */
  async #nextNonce(): Promise<number> {
    if (this.#flights.size === 0) await refusedOr(() => this.#count());
    let nonce = this.#used;
    while (this.#flights.has(nonce)) nonce++;
    return nonce;
  }

  /** Asks again while the node is away, if the caller is patient; nothing has left then. */
  async #patiently<Result>(since: number, options: SendOptions, ask: () => Promise<Result>): Promise<Result> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        const isHopeless = !options.isPatient || !isAway(explainError(error)) || this.#isLate(since, options);
        if (isHopeless) throw error;
        await pause(backOff(attempt));
      }
    }
  }

  /** What the node has not taken yet goes before anything new. */
  async #handInWaiting(since: number): Promise<void> {
    const waiting = [...this.#flights.values()].filter(({ hasArrived }) => !hasArrived);
    for (const flight of waiting.sort((a, b) => a.parcel.nonce - b.parcel.nonce)) {
      try {
        await this.#handIn(flight, since);
      } catch (error) {
        flight.abandon(error as Error);
        if (!(error instanceof TransactionRefused)) throw error;
      }
    }
  }

  /** Hands in until the node has the transaction, refuses it or has kept the caller waiting since `since` too long. */
  async #handIn(flight: Flight, since: number): Promise<void> {
    const { parcel, options } = flight;
    let vagueRefusals = 0;
    for (let attempt = 0; this.#flights.get(parcel.nonce) === flight; attempt++) {
      const refusal = await this.#tryToHandIn(flight);
      if (refusal === undefined) return;
      this.#failure = refusal.cause;
      if (isVague(refusal.explained)) vagueRefusals++;
      if (verdictOn(refusal.explained) === "refused" || vagueRefusals >= VAGUE_REFUSALS) {
        if (await this.#hasArrivedAnyhow(flight)) return this.#arrived(flight);
        this.#flights.delete(parcel.nonce);
        await options.onVoid?.(parcel);
        throw refusal;
      }
      if (this.#isLate(since, options)) {
        flight.isAwaited = false;
        throw await this.#timeout(flight);
      }
      const isFull = verdictOn(refusal.explained) === "later";
      await pause(isFull ? ROOM_POLL_MILLISECONDS : backOff(attempt));
    }
  }

  /** Returns why the node did not take it, or nothing when it has. */
  async #tryToHandIn(flight: Flight): Promise<TransactionRefused | undefined> {
    try {
      const hash = await handIn(this.provider, flight.parcel);
      flight.hash ??= hash;
    } catch (error) {
      const explained = explainError(error);
      if (verdictOn(explained) !== "arrived") return new TransactionRefused(explained, error);
    }
    this.#arrived(flight);
    return undefined;
  }

  /** A node may have taken what it then failed over; a development node mines what fails and calls it a refusal. */
  async #hasArrivedAnyhow({ parcel, hash }: Flight): Promise<boolean> {
    try {
      await this.#count();
      if (parcel.nonce < this.#used) return true;
      return hash !== undefined && (await this.provider.getTransaction(hash)) !== null;
    } catch {
      return false;
    }
  }

  #arrived(flight: Flight): void {
    flight.hasArrived = true;
    this.#movedAt = Date.now();
    if (flight.hash !== undefined) flight.options.onHash?.(flight.hash);
    this.#watch();
  }

  /** Waits until the account, and all accounts together, have less under way than they may, and takes the place. */
  async #reserve(since: number, options: FlightOptions): Promise<void> {
    const { window, totalWindow } = this.#options;
    const total = () =>
      this.#others.reduce((sum, each) => sum + each.#flights.size + Number(each.#hasReserved), 0);
    while (this.#flights.size >= window || total() >= totalWindow) {
      const [oldest] = this.#flights.values();
      if (oldest !== undefined && this.#isLate(since, options)) throw await this.#timeout(oldest);
      await pause(ROOM_POLL_MILLISECONDS);
    }
    this.#hasReserved = true;
  }

  /** Looks after what is under way, as long as somebody waits for it or to send more. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const isWanted = () =>
      this.#flights.size > 0 &&
      (this.#queued > 0 || [...this.#flights.values()].some(({ isAwaited }) => isAwaited));
    void (async () => {
      for (; isWanted(); await pause(POLL_MILLISECONDS)) {
        // The node may be restarting; what is under way is worth waiting for.
        this.#failure = await this.#look().catch((error: unknown) => error);
        await this.#giveUp();
        if (!isWanted()) break;
      }
      this.#isWatching = false;
    })();
  }

  async #look(): Promise<void> {
    const before = this.#used;
    await this.#count();
    if (this.#used > before) this.#movedAt = Date.now();
    const flights = [...this.#flights.values()];
    await mapConcurrently(
      flights.filter(({ parcel }) => parcel.nonce < this.#used),
      (flight) => this.#settle(flight),
    );
    const now = Date.now();
    if (now - Math.max(this.#movedAt, this.#askedAt) < this.#options.resendSeconds * 1000) return;
    this.#askedAt = now;
    for (const flight of flights) if (flight.parcel.nonce >= this.#used) await this.#resendIfLost(flight);
  }

  /**
   * Counts the nonces used. Besu may answer 0 for the latest state while it writes a block, and a node that was restarted
   * may be behind. Blocks are final, so only a development chain that was set back has fewer than before.
   */
  async #count(): Promise<void> {
    const block = await this.provider.getBlockNumber();
    const ask = () => this.provider.getTransactionCount(this.address, "latest");
    const used = await ask();
    const isDoubtful = used === 0 || used < this.#used;
    if (!isDoubtful || (await isDevelopmentNode(this.provider))) {
      this.#used = used;
    } else {
      await pause(POLL_MILLISECONDS);
      this.#used = Math.max(this.#used, await ask());
    }
    this.#usedAt = block;
  }

  /** A flight whose nonce is used has landed, or another one has in its place. */
  async #settle(flight: Flight): Promise<void> {
    const { parcel, hash } = flight;
    const receipt = hash === undefined ? null : await this.provider.getTransactionReceipt(hash);
    if (receipt !== null) return this.#landed(flight, { receipt });
    if (hash !== undefined && ++flight.misses < MISSES_BEFORE_SEARCH) return;
    const found = await this.#occupantOf(flight);
    if (found === undefined) return;
    if (hash === undefined && found.isSameWork(callOf(parcel))) {
      flight.hash = found.hash;
    } else if (hash !== found.hash) {
      this.#landed(flight, { displacedBy: found.hash });
    }
  }

  /** Looks for what used the nonce: in the blocks since it was counted, then further back, for the count may have lied. */
  async #occupantOf(flight: Flight): Promise<Mined | undefined> {
    const head = await this.provider.getBlockNumber();
    const since = { from: flight.searchedTo + 1, to: head };
    const before = { from: Math.max(0, flight.searchedFrom - BLOCKS_BACK), to: flight.searchedFrom - 1 };
    const range = since.from <= since.to ? since : before;
    const found = await findByNonce(this.provider, this.address, flight.parcel.nonce, range);
    flight.searchedTo = head;
    flight.searchedFrom = Math.min(flight.searchedFrom, range.from);
    return found;
  }

  #landed(flight: Flight, landing: Landing): void {
    this.#flights.delete(flight.parcel.nonce);
    flight.land(landing);
  }

  /** The very same transaction again, so it does no harm if the node has it after all. */
  async #resendIfLost({ parcel, hash, hasArrived }: Flight): Promise<void> {
    if (!hasArrived) return;
    if (hash !== undefined && (await this.provider.getTransaction(hash)) !== null) return;
    await handIn(this.provider, parcel).catch((error: unknown) => {
      if (verdictOn(explainError(error)) !== "arrived") throw error;
    });
  }

  #isLate(since: number, { timeoutSeconds = this.#options.timeoutSeconds }: FlightOptions): boolean {
    return Date.now() - Math.max(since, this.#movedAt) > timeoutSeconds * 1000;
  }

  async #giveUp(): Promise<void> {
    for (const flight of this.#flights.values()) {
      const { hasArrived, isAwaited, startedAt, options } = flight;
      if (hasArrived && isAwaited && this.#isLate(startedAt, options)) {
        flight.abandon(await this.#timeout(flight));
      }
    }
  }

  async #timeout({ hash, parcel, options }: Flight): Promise<ReceiptTimeout> {
    const { timeoutSeconds = this.#options.timeoutSeconds } = options;
    const known = hash && (await this.provider.getTransaction(hash).catch(() => null));
    const name = hash ?? `${parcel.nonce} of ${this.address}`;
    return new ReceiptTimeout(name, timeoutSeconds, Boolean(known), this.#failure);
  }

  /** Runs works one after the other, in the order of the calls. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#queued++;
    this.#watch();
    const result = this.#lastTurn.then(work).finally(() => this.#queued--);
    this.#lastTurn = result.then(
      () => {},
      () => {},
    );
    return result;
  }
}
