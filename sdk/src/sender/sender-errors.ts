import type { TransactionReceipt } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import { explainError } from "../errors/explain.ts";
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
  readonly receipt: TransactionReceipt;
  constructor(receipt: TransactionReceipt, explained: ExplainedError) {
    super(explained.why, explained.remedy, { hash: receipt.hash });
    this.explained = explained;
    this.receipt = receipt;
  }
}

/** Nothing of the account was mined in time. The transaction may still be. */
export class ReceiptTimeout extends GuildhallError {
  override readonly name = "ReceiptTimeout";
  /**
   * @param transaction Its hash, or its nonce and account where the node signs and has not answered.
   * @param isKnown Whether the node has the transaction.
   */
  constructor(transaction: string, seconds: number, isKnown: boolean, cause?: unknown) {
    const obstacle = cause === undefined ? "" : ` The node said last: ${explainError(cause).why}`;
    super(
      `Transaction ${transaction} has no receipt, and nothing of the account was mined for ${seconds} seconds. ` +
        (isKnown ? "It waits in the node's pool." : "The node does not know it, though it was sent again.") +
        obstacle,
      isKnown
        ? "Look whether blocks come (`status`) and whether an earlier one of the account is stuck (`doctor`)."
        : "Look whether the node answers, follows the head and has room in its pool (`doctor`). The transaction may " +
            "still be mined: before the same work is sent anew, see whether it was done.",
      { transaction, seconds, isKnown },
      cause,
    );
  }
}

/** Two items of a batch go under one id. */
export class DuplicateItem extends GuildhallError {
  override readonly name = "DuplicateItem";
  constructor(id: string) {
    super(
      `Two items of the batch have the id "${id}".`,
      "Give each its own: what is done under an id is not done again.",
      { id },
    );
  }
}
