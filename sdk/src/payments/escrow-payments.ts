import { mapConcurrently } from "../common/concurrency.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain, queryRange } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { PaymentEscrow } from "../generated/contracts/index.ts";
import type { IPaymentEscrow } from "../generated/contracts/PaymentEscrow.ts";
import type { PaymentTerms } from "./escrow-terms.ts";

/** Where payments stand, in the order of the contract; `IPaymentEscrow.Status` says what each means. */
export const PAYMENT_STATUSES = [
  "unknown",
  "revoked",
  "open",
  "lapsed",
  "disputed",
  "undecided",
  "captured",
  "voided",
  "refunded",
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

const STAGES = [
  "none",
  "revoked",
  "open",
  "disputedByPayer",
  "disputedByPayee",
  "withdrawnByPayer",
  "withdrawnByPayee",
  "disputedForGood",
  "voided",
] as const;

/** A payment in escrow. */
export interface EscrowPayment {
  readonly paymentId: string;
  readonly payerOrg: number;
  readonly payeeOrg: number;
  readonly terms: PaymentTerms;
  readonly status: PaymentStatus;
  /** Held. */
  readonly capturableMinor: bigint;
  /** Captured and not refunded. */
  readonly refundableMinor: bigint;
  /** What can be captured now: held, released, not disputed, in time. */
  readonly availableMinor: bigint;
  /** What was captured in all; the next capture names it. */
  readonly capturedMinor: bigint;
  readonly voidedMinor: bigint;
  readonly refundedMinor: bigint;
  /** One for each milestone. */
  readonly released: readonly boolean[];
  /** When the arbiter's time ends, seconds since 1970; 0 without a dispute. */
  readonly disputeUntil: number;
  /** Until when it can be captured, seconds since 1970; later than agreed if a dispute was withdrawn. */
  readonly captureBefore: number;
}

/** There is no such payment. */
export class PaymentNotFound extends GuildhallError {
  override readonly name = "PaymentNotFound";
  constructor(paymentId: string) {
    super(
      `No payment ${paymentId} was authorised here.`,
      "Check the id and the network; `escrow list` shows the payments.",
      { paymentId },
    );
  }
}

type Authorised = Awaited<ReturnType<PaymentEscrow["queryFilter"]>>[number] & {
  args: {
    paymentId: string;
    payerOrg: bigint;
    payeeOrg: bigint;
    terms: IPaymentEscrow.PaymentTermsStructOutput;
  };
};

/**
 * One payment, its terms from the event and its state from the contract.
 *
 * @throws PaymentNotFound
 */
export async function readPayment(escrow: PaymentEscrow, paymentId: string): Promise<EscrowPayment> {
  const filter = escrow.filters.PaymentAuthorised(paymentId);
  const [event] = await queryChain(providerOf(escrow.runner), ({ from, to }) =>
    escrow.queryFilter(filter, from, to),
  );
  if (event === undefined) throw new PaymentNotFound(paymentId);
  return paymentOf(escrow, event as unknown as Authorised);
}

/**
 * The payments that an organisation makes or receives, oldest first; those of all organisations unless one is given.
 */
export async function readPayments(escrow: PaymentEscrow, orgId?: number): Promise<EscrowPayment[]> {
  const { PaymentAuthorised } = escrow.filters;
  const filters =
    orgId === undefined
      ? [PaymentAuthorised()]
      : [PaymentAuthorised(undefined, orgId), PaymentAuthorised(undefined, undefined, orgId)];
  const provider = providerOf(escrow.runner);
  const found = await Promise.all(
    filters.map((filter) => queryChain(provider, ({ from, to }) => escrow.queryFilter(filter, from, to))),
  );
  const events = new Map(found.flat().map((event) => [`${event.blockNumber}:${event.index}`, event]));
  const ordered = [...events.values()].sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
  return mapConcurrently(ordered, (event) => paymentOf(escrow, event as unknown as Authorised));
}

async function paymentOf(escrow: PaymentEscrow, event: Authorised): Promise<EscrowPayment> {
  const { paymentId, payerOrg, payeeOrg } = event.args;
  const terms = termsOf(event.args.terms);
  const [payment, status, availableMinor] = await Promise.all([
    escrow.paymentOf(paymentId),
    escrow.statusOf(terms),
    escrow.availableOf(terms),
  ]);
  const stage = STAGES[Number(payment.stage)];
  const isDisputed = stage?.startsWith("disputed") ?? false;
  const until = Number(payment.until);
  const voidedMinor = stage === "voided" ? await readVoided(escrow, event) : 0n;
  const capturedMinor = terms.amountMinor - payment.capturableMinor - voidedMinor;
  return {
    paymentId,
    payerOrg: Number(payerOrg),
    payeeOrg: Number(payeeOrg),
    terms,
    status: PAYMENT_STATUSES[Number(status)] ?? "unknown",
    capturableMinor: payment.capturableMinor,
    refundableMinor: payment.refundableMinor,
    availableMinor,
    capturedMinor,
    voidedMinor,
    refundedMinor: capturedMinor - payment.refundableMinor,
    released: terms.milestones.map((_, index) => (payment.releasedMilestones & (1n << BigInt(index))) !== 0n),
    disputeUntil: isDisputed ? until : 0,
    captureBefore: isDisputed || until === 0 ? terms.captureBefore : until,
  };
}

/** What went back to the payer, which the contract does not keep. */
async function readVoided(escrow: PaymentEscrow, { args, blockNumber }: Authorised): Promise<bigint> {
  const provider = providerOf(escrow.runner);
  const filter = escrow.filters.PaymentVoided(args.paymentId);
  const range = { from: blockNumber, to: await provider.getBlockNumber() };
  const events = await queryRange(range, ({ from, to }) => escrow.queryFilter(filter, from, to));
  return events.reduce((sum, event) => sum + event.args.amountMinor, 0n);
}

/** The event's values under the names and in the types of the SDK. */
function termsOf(written: IPaymentEscrow.PaymentTermsStructOutput): PaymentTerms {
  return {
    payer: written.payer,
    payee: written.payee,
    agent: Number(written.agent),
    token: written.token,
    amountMinor: written.amountMinor,
    authoriseBefore: Number(written.authoriseBefore),
    captureBefore: Number(written.captureBefore),
    refundBefore: Number(written.refundBefore),
    arbiter: Number(written.arbiter),
    disputeSeconds: Number(written.disputeSeconds),
    disputeDefaultsToPayee: written.disputeDefaultsToPayee,
    feeReceiver: written.feeReceiver,
    minFeeBps: Number(written.minFeeBps),
    maxFeeBps: Number(written.maxFeeBps),
    payoutToken: written.payoutToken,
    minPayoutMinor: written.minPayoutMinor,
    orderId: written.orderId,
    paymentReference: written.paymentReference,
    shares: written.shares.map(({ beneficiary, parts }) => ({ beneficiary, parts })),
    milestones: written.milestones.map(({ amountMinor, attester, evidence }) => ({
      amountMinor,
      attester: Number(attester),
      evidence,
    })),
  };
}
