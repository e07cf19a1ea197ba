import { keccak256, type TransactionRequest, toUtf8Bytes } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { explainError } from "../errors/explain.ts";
import { type ExplainedError, explanation } from "../errors/explained.ts";
import type { Parcel } from "./parcel.ts";
import type { Sender, SendOptions, Sent } from "./sender.ts";
import { DuplicateItem, ReceiptTimeout, TransactionReverted } from "./sender-errors.ts";
import { concernsAccount, isAway } from "./verdict.ts";

/** Items that are tried out on the node ahead of those under way. */
const AHEAD = 16;

/** One write of a batch. */
export interface BatchItem {
  /** Of the caller's choosing, unique in the batch: what is done under it is not done again. */
  readonly id: string;
  /** Such as `await registry.addNode.populateTransaction(publicKey, endpoint)`. */
  readonly request: TransactionRequest;
}

/** What became of an item. */
export type ItemResult = { readonly id: string } & (
  | {
      /** `earlier`: by an earlier run, as the journal says. */
      readonly outcome: "mined" | "earlier";
      readonly hash: string;
      readonly blockNumber: number;
      readonly gasUsed: bigint;
    }
  /** Mined and failed: it had no effect. */
  | { readonly outcome: "reverted"; readonly hash: string; readonly error: ExplainedError }
  /** The contract, the node or the SDK refused it; it is in no block. */
  | { readonly outcome: "refused"; readonly error: ExplainedError }
  /** It may still be mined. */
  | { readonly outcome: "open"; readonly error: ExplainedError }
  /** The run ended before its turn. */
  | { readonly outcome: "unsent"; readonly error: ExplainedError }
);

/** How a batch is sent. */
export interface BatchOptions extends Pick<SendOptions, "timeoutSeconds"> {
  /**
   * Gas of every item that names none. If given, no item is tried out beforehand, so items may build on earlier ones;
   * one that fails is mined and reported.
   */
  readonly gasLimit?: bigint;
  /** Lets a run that was interrupted be gone on with. */
  readonly journal?: BatchJournal;
  /** Told each result as it comes. */
  readonly onResult?: (result: ItemResult) => void;
}

/** What a batch is, so that a journal can tell it from another. */
export interface BatchIdentity {
  readonly chainId: string;
  /** Hash of block 0. */
  readonly block0: string;
  readonly account: string;
  /** Number of items. */
  readonly items: number;
  /** keccak256 over the items. */
  readonly digest: string;
}

/** What a journal knows of an item. */
export interface JournalState {
  /** Packed and perhaps sent, with no end known. */
  readonly parcels: ReadonlyMap<string, Parcel>;
  readonly done: ReadonlyMap<string, Done>;
}

/** An item that was mined with success. */
export interface Done {
  readonly hash: string;
  readonly blockNumber: number;
  readonly gasUsed: bigint;
}

/** Remembers a batch over the end of the process, such as `openJournal` of `@guildhall/sdk/node`. */
export interface BatchJournal {
  /** Ties the journal to the batch; throws when it belongs to another. */
  begin(identity: BatchIdentity): Promise<JournalState>;
  /** Must have reached the disk when the promise is fulfilled: the transaction leaves then. */
  packed(id: string, parcel: Parcel): Promise<void>;
  /** What was packed will never be mined. */
  voided(id: string): Promise<void>;
  done(id: string, done: Done): Promise<void>;
}

/**
 * Sends many writes of one account, in order, each executed once; with a journal, once over all runs. An item that fails
 * is reported and the others go on. When the node stays away too long, or refuses the account as such, the run ends and
 * the rest is reported as unsent; running it again with the same items and journal goes on.
 *
 * @returns One result for each item, in order.
 * @throws DuplicateItem; what the journal throws.
 */
export async function sendBatch(
  sender: Sender,
  items: readonly BatchItem[],
  options: BatchOptions = {},
): Promise<ItemResult[]> {
  requireDistinct(items);
  const { journal, onResult } = options;
  const state = await journal?.begin(await identityOf(sender, items));
  const earlier = resumeAll(sender, state?.parcels ?? new Map(), options);
  let ending: ExplainedError | undefined;

  const fateOf = async (item: BatchItem): Promise<ItemResult> => {
    const { id } = item;
    const done = state?.done.get(id);
    if (done !== undefined) return { id, outcome: "earlier", ...done };
    if (ending !== undefined && !earlier.has(id)) return { id, outcome: "unsent", error: ending };
    try {
      const { hash, blockNumber, gasUsed } = await sendItem(sender, item, earlier.get(id), options);
      await journal?.done(id, { hash, blockNumber, gasUsed });
      return { id, outcome: "mined", hash, blockNumber, gasUsed };
    } catch (error) {
      const explained = explainError(error);
      if (error instanceof TransactionReverted) {
        await journal?.voided(id);
        return { id, outcome: "reverted", hash: error.receipt.hash, error: explained };
      }
      const isOpen = error instanceof ReceiptTimeout || (earlier.has(id) && isAway(explained));
      if (isOpen || isAway(explained) || concernsAccount(explained)) ending ??= endingBy(explained);
      return { id, outcome: isOpen ? "open" : "refused", error: explained };
    }
  };
  return mapConcurrently(
    items,
    async (item) => {
      const result = await fateOf(item);
      onResult?.(result);
      return result;
    },
    sender.window + AHEAD,
  );
}

type Resumed = Promise<Sent | { readonly displacedBy: string }>;

function resumeAll(
  sender: Sender,
  parcels: ReadonlyMap<string, Parcel>,
  { timeoutSeconds, journal }: BatchOptions,
): Map<string, Resumed> {
  const idOf = new Map([...parcels].map(([id, { nonce }]) => [nonce, id]));
  const landings = sender.resume([...parcels.values()], {
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    onVoid: async ({ nonce }) => journal?.voided(idOf.get(nonce) ?? ""),
  });
  for (const landing of landings) landing.catch(() => {});
  return new Map(
    [...parcels.keys()].flatMap((id, index) => {
      const landing = landings[index];
      return landing === undefined ? [] : [[id, landing]];
    }),
  );
}

async function sendItem(
  sender: Sender,
  { id, request }: BatchItem,
  earlier: Resumed | undefined,
  { gasLimit, timeoutSeconds, journal }: BatchOptions,
): Promise<Sent> {
  const resumed = await earlier;
  if (resumed !== undefined && "hash" in resumed) return resumed;
  if (resumed !== undefined) await journal?.voided(id);
  const complete = gasLimit === undefined ? request : { gasLimit, ...request };
  const options: SendOptions = {
    isTriedOut: gasLimit === undefined,
    isPatient: true,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    onPacked: async (parcel) => journal?.packed(id, parcel),
    onVoid: async () => journal?.voided(id),
  };
  return sender.send(complete, options);
}

function endingBy(explained: ExplainedError): ExplainedError {
  return explanation(
    "RunEnded",
    `The run ended before its turn: ${explained.why}`,
    "Cure that and run it again.",
    explained.raw,
  );
}

function requireDistinct(items: readonly BatchItem[]): void {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) throw new DuplicateItem(id);
    seen.add(id);
  }
}

async function identityOf(
  { provider, address }: Sender,
  items: readonly BatchItem[],
): Promise<BatchIdentity> {
  const [{ chainId }, block0] = await Promise.all([provider.getNetwork(), provider.getBlock(0)]);
  const text = items.map(({ id, request: { to, data, value, gasLimit } }) =>
    JSON.stringify([id, to ?? null, data ?? "0x", String(value ?? 0), String(gasLimit ?? "")]),
  );
  return {
    chainId: String(chainId),
    block0: block0?.hash ?? "",
    account: address,
    items: items.length,
    digest: keccak256(toUtf8Bytes(text.join("\n"))),
  };
}
