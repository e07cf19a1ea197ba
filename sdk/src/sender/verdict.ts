import type { ExplainedError } from "../errors/explained.ts";

/** What a node's answer to a transaction that was handed in means for it. */
export type Verdict =
  /** The node has it, or the chain does. */
  | "arrived"
  /** The node took it not, but may when others are mined. */
  | "later"
  /** It may have been taken or not; handing in the same again is safe. */
  | "unclear"
  /** The node will never take it. */
  | "refused";

const VERDICTS: Readonly<Record<string, Verdict>> = {
  AlreadyKnown: "arrived",
  NonceTooLow: "arrived",
  NonceTooDistant: "later",
  PoolFull: "later",
  NodeNotInSync: "later",
  TooManyRequests: "later",
  // Another transaction waits under the nonce: whichever is mined decides.
  ReplacementUnderpriced: "later",
  NodeUnreachable: "unclear",
  NodeUnavailable: "unclear",
  RequestTimeout: "unclear",
  InternalError: "unclear",
  NodeRefused: "unclear",
};

/** Refusals that give no reason; they count as such when they are repeated. */
const VAGUE = new Set(["InternalError", "NodeRefused"]);

/** Refusals that speak of the way to the node alone, so that the same question may be answered later. */
const AWAY = new Set(["NodeUnreachable", "NodeUnavailable", "RequestTimeout", "TooManyRequests"]);

/** Refusals that would meet every other transaction of the account as well. */
const OF_THE_ACCOUNT = new Set(["SenderNotPermitted", "Unauthorised", "WrongChain", "GasPriceBelowMinimum"]);

export function verdictOn({ name }: ExplainedError): Verdict {
  return VERDICTS[name] ?? "refused";
}

export function isVague({ name }: ExplainedError): boolean {
  return VAGUE.has(name);
}

export function isAway({ name }: ExplainedError): boolean {
  return AWAY.has(name);
}

export function concernsAccount({ name }: ExplainedError): boolean {
  return OF_THE_ACCOUNT.has(name);
}
