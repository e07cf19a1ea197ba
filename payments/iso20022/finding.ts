import { GuildhallError } from "@guildhall/sdk/errors";
import type { Reason } from "./reasons.ts";

/** Something that was noticed in a message. */
export interface Finding {
  /** 1-based; 0 where the file as a whole is meant. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** Such as `Document/FIToFICstmrCdtTrf/CdtTrfTxInf[2]/PmtId/UETR`. */
  readonly path: string;
  readonly message: string;
  /** Faults keep the message from being used; remarks do not. */
  readonly kind: "fault" | "remark";
  /** What a status report (pacs.002) says of the fault. */
  readonly reason: Reason;
  /** Which transaction of the message it concerns, from 1; none for the message as a whole. */
  readonly transaction: number | undefined;
}

/** How a refused message and its transactions are named in a status report, as far as they could be read. */
export interface Refused {
  readonly messageName: string | undefined;
  readonly messageId: string | undefined;
  readonly createdAt: string | undefined;
  readonly transactions: readonly RefusedTransaction[];
}

/** The references of a transaction. */
export interface RefusedTransaction {
  readonly instructionId: string | undefined;
  readonly endToEndId: string | undefined;
  readonly transactionId: string | undefined;
  readonly uetr: string | undefined;
}

/** A message that cannot be used, with everything that is wrong in it. */
export class MessageInvalid extends GuildhallError {
  override readonly name = "MessageInvalid";
  readonly findings: readonly Finding[];
  readonly refused: Refused;

  constructor(source: string, findings: readonly Finding[], refused: Refused) {
    const faults = findings.filter(({ kind }) => kind === "fault");
    super(
      faults.map((finding) => describe(source, finding)).join("\n"),
      "Nothing was written. Have the sender mend the message; `payments iso export pacs.002 --for <file>` writes the refusal to it.",
      { source, faults: faults.length },
    );
    this.message = `${this.why}\n${this.remedy}`;
    this.findings = findings;
    this.refused = refused;
  }
}

/** One line: place, path, message. */
export function describe(source: string, { line, column, path, message }: Finding): string {
  const place = line === 0 ? source : `${source}:${line}:${column}`;
  return `${place}  ${path === "" ? "" : `${path}: `}${message}`;
}
