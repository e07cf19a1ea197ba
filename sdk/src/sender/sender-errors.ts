import { GuildhallError } from "../common/guildhall-error.ts";
import type { ExplainedError } from "../errors/explained.ts";

/** The sender could not pay for the transaction, so it is not sent. */
export class TransactionUnpayable extends GuildhallError {
  override readonly name = "TransactionUnpayable";
  /**
   * @param cost Price times gas plus value, in wei.
   * @param balance Wei.
   */
  constructor(from: string, cost: bigint, balance: bigint) {
    super(
      `The transaction may cost ${from} up to ${cost} wei, but it has ${balance}. ` +
        "Besu would accept it, never mine it, and hold every later transaction of the account behind it.",
      "Send with gas price 0 and value 0; gas is free on this chain.",
      { from, cost, balance },
    );
  }
}

/** The transaction needs more gas than one transaction may use. */
export class GasAboveCap extends GuildhallError {
  override readonly name = "GasAboveCap";
  constructor(gas: bigint, cap: bigint) {
    super(
      `The transaction needs ${gas} gas; one transaction may use ${cap}.`,
      "Split the work: fewer items in each batch, or a smaller contract.",
      { gas, cap },
    );
  }
}

/** A contract or the node refused the transaction; nothing was mined. */
export class TransactionRefused extends GuildhallError {
  override readonly name = "TransactionRefused";
  /** The refusal, in words. */
  readonly explained: ExplainedError;
  constructor(explained: ExplainedError, cause: unknown) {
    super(explained.why, explained.remedy, {}, cause);
    this.explained = explained;
  }
}

/** The transaction was mined and reverted. */
export class TransactionReverted extends GuildhallError {
  override readonly name = "TransactionReverted";
  /** The refusal, in words. */
  readonly explained: ExplainedError;
  constructor(hash: string, explained: ExplainedError) {
    super(explained.why, explained.remedy, { hash });
    this.explained = explained;
  }
}

/** No receipt came in time. The transaction may still be mined. */
export class ReceiptTimeout extends GuildhallError {
  override readonly name = "ReceiptTimeout";
  /** @param isKnown Whether the node still has the transaction. */
  constructor(hash: string, seconds: number, isKnown: boolean, cause?: unknown) {
    super(
      `Transaction ${hash} has no receipt after ${seconds} seconds. ` +
        (isKnown ? "It waits in the node's pool." : "The node does not know it; it was dropped."),
      isKnown
        ? "Look whether blocks come (`status`) and whether an earlier one of the account is stuck (`doctor`)."
        : "Send it again.",
      { hash, seconds, isKnown },
      cause,
    );
  }
}
