/** How bad it is, worst first. Something broken makes the doctor end with exit code 1. */
export const SEVERITIES = ["broken", "warning", "note"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Everything that the doctor can find; `docs/runbooks/read-the-doctor.md` has a line for each. */
export const FINDINGS = [
  "account-list-hole",
  "account-list-nowhere",
  "allowlist-loopback",
  "base-fee",
  "below-floor",
  "clock-skew",
  "few-peers",
  "gas-price",
  "key-used-twice",
  "no-peers",
  "nobody-answers",
  "node-behind",
  "node-down",
  "node-forked",
  "node-frozen",
  "not-begun",
  "nonce-hole",
  "nonce-poisoned",
  "one-more-loss-stops",
  "other-chain",
  "other-config",
  "other-genesis",
  "pool-jam",
  "readiness-disagrees",
  "rounds-apart",
  "rpc-silent",
  "sign-in-wanted",
  "too-few-validators",
  "transition-missing",
  "transition-overdue",
  "validators-cut-off",
  "validator-list-duplicates",
  "validator-list-empty",
  "validator-list-fails",
  "validator-silent",
  "validator-unknown",
  "wrong-key",
] as const;

export type FindingName = (typeof FINDINGS)[number];

/** Runbooks that findings point to: `docs/runbooks/<name>.md`. */
export type Runbook =
  | "add-a-node"
  | "clear-a-jammed-pool"
  | "grow-from-one-validator"
  | "permissions"
  | "read-the-doctor"
  | "replace-a-validator"
  | "rescue-transition"
  | "back-up-and-restore"
  | "return-after-a-stall";

/** What the doctor found. */
export interface Finding {
  readonly name: FindingName;
  readonly severity: Severity;
  /** Name of the node, or `network`. */
  readonly where: string;
  /** The numbers that it was told by. */
  readonly evidence: string;
  readonly cause: string;
  /** What to do. */
  readonly cure: string;
  readonly runbook: Runbook;
}

/** Where a finding stands that concerns the network as a whole. */
export const NETWORK = "network";
