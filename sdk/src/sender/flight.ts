import type { TransactionReceipt } from "ethers";
import type { Parcel } from "./parcel.ts";

/** What is told of a transaction on its way, and how long it may take. */
export interface FlightOptions {
  /** How long nothing of the account may be mined or taken before this one gives up; that of the sender if left out. */
  readonly timeoutSeconds?: number;
  /** Told the hash as soon as the node has taken the transaction. */
  readonly onHash?: (hash: string) => void;
  /** Told before the transaction leaves; it leaves when the promise is fulfilled. */
  readonly onPacked?: (parcel: Parcel) => Promise<void>;
  /** Told that the packed transaction will never be mined: the node refused it, or `by` took its nonce. */
  readonly onVoid?: (parcel: Parcel, by?: string) => Promise<void>;
}

/** How a transaction under way ended. */
export type Landing =
  | { readonly receipt: TransactionReceipt }
  /** Another transaction of the account was mined under its nonce, so it never can be. */
  | { readonly displacedBy: string };

/** A transaction under way. */
export class Flight {
  readonly parcel: Parcel;
  readonly options: FlightOptions;
  readonly landing: Promise<Landing>;
  readonly startedAt = Date.now();
  hash: string | undefined;
  /** The node has taken it once; it may have lost it since. */
  hasArrived = false;
  /** Somebody waits for it. */
  isAwaited = true;
  /** Looks for its receipt in vain, although its nonce is used. */
  misses = 0;
  /** The blocks that were searched for its nonce: from, and to. */
  searchedFrom: number;
  searchedTo: number;
  readonly #land: (landing: Landing) => void;
  readonly #abandon: (reason: Error) => void;

  constructor(parcel: Parcel, options: FlightOptions) {
    this.parcel = parcel;
    this.options = options;
    this.hash = parcel.hash;
    this.searchedFrom = parcel.sinceBlock;
    this.searchedTo = parcel.sinceBlock - 1;
    const { promise, resolve, reject } = withResolvers<Landing>();
    this.landing = promise;
    this.#land = resolve;
    this.#abandon = reject;
    // It may fail before anybody listens.
    promise.catch(() => {});
  }

  land(landing: Landing): void {
    this.#land(landing);
  }

  /** Nobody waits any longer; it may still be mined. */
  abandon(reason: Error): void {
    this.isAwaited = false;
    this.#abandon(reason);
  }
}

function withResolvers<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
