/** How bad it is, worst first. Something broken makes the doctor end with exit code 1. */
export const SEVERITIES = ["broken", "warning", "note"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Runbooks that findings point to: `docs/runbooks/<name>.md`. */
export type Runbook =
  | "add-node"
  | "clear-pool"
  | "permissions"
  | "read-the-doctor"
  | "replace-validator"
  | "rescue"
  | "restore-node"
  | "return-after-stall";

/** What the doctor found. */
export interface Finding {
  /** One word for machines and for the table of `docs/runbooks/read-the-doctor.md`. */
  readonly name: string;
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
