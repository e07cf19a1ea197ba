/** One transaction of a load, and what became of it. Times are milliseconds since the first was due. */
export interface LoadTransaction {
  readonly hash: string;
  /** Place of its sender among the accounts of the load. */
  readonly account: number;
  /** When it was due, whatever became of those before it. */
  readonly scheduledAt: number;
  /** The signed bytes, hex; given up once they are sent. */
  raw: string | undefined;
  /** When the client handed it to its connection. */
  issuedAt?: number;
  /** What the node said to it. Nothing until it answers. */
  answer?: Answer;
  /** The block that holds it, and when the client saw that block. */
  inclusion?: { readonly block: number; readonly at: number };
  /** It is in a block, but its call failed, for this reason. */
  reverted?: Cause;
  /** Not in any block at the end, but a node still holds it. */
  isPending?: boolean;
}

/** What a node said to a transaction: it took it, or did not, or said nothing. */
export type Answer =
  | { readonly verdict: "accepted"; readonly at: number }
  | { readonly verdict: "refused" | "unanswered"; readonly at: number; readonly cause: Cause };

/** Why something failed, in the SDK's words. */
export interface Cause {
  readonly name: string;
  readonly why: string;
  readonly remedy: string;
}

/** What became of a transaction in the end. */
export type Fate = "included" | "reverted" | "waiting" | "lost" | "refused" | "unanswered";

/**
 * What became of a transaction: in a block (and its call failed), still held by its node, gone although the node had taken
 * it, not taken, or without an answer.
 */
export function fateOf({ inclusion, reverted, isPending, answer }: LoadTransaction): Fate {
  if (inclusion !== undefined) return reverted === undefined ? "included" : "reverted";
  if (isPending) return "waiting";
  if (answer === undefined) return "unanswered";
  return answer.verdict === "accepted" ? "lost" : answer.verdict;
}

/** A block as the client saw it. */
export interface SeenBlock {
  readonly number: number;
  /** When the client saw it, milliseconds since the first transaction was due. */
  readonly at: number;
  /** Seconds UTC, as the block itself says. */
  readonly timestamp: number;
  readonly transactions: number;
  /** Transactions of this load. */
  readonly ours: number;
  readonly gasUsed: number;
  readonly gasLimit: number;
  /** Wei. */
  readonly baseFee: number;
}
