import type { AllianceState } from "@guildhall/sdk/consortium";
import { decodeReference, type EscrowPayment } from "@guildhall/sdk/payments";
import { ZeroAddress, ZeroHash } from "ethers";
import { time } from "../../../lib/output.ts";
import { written } from "./found.ts";

/** A payment as tasks print it. */
export function paymentView(state: AllianceState, payment: EscrowPayment, currency: string) {
  const { terms } = payment;
  const amount = (amountMinor: bigint) => written(amountMinor, currency);
  const { uetr, reason } = decodeReference(terms.paymentReference);
  return {
    payment: payment.paymentId,
    status: payment.status,
    payer: accountName(state, terms.payer),
    payee: accountName(state, terms.payee),
    agent: aliasOf(state, terms.agent),
    amount: amount(terms.amountMinor),
    held: amount(payment.capturableMinor),
    available: amount(payment.availableMinor),
    captured: amount(payment.capturedMinor),
    voided: amount(payment.voidedMinor),
    refunded: amount(payment.refundedMinor),
    authoriseBefore: time(terms.authoriseBefore),
    captureBefore: time(payment.captureBefore),
    refundBefore: time(terms.refundBefore),
    arbiter: aliasOf(state, terms.arbiter),
    disputeUntil: time(payment.disputeUntil),
    defaultTo: terms.arbiter === 0 ? "" : terms.disputeDefaultsToPayee ? "payee" : "payer",
    fee: terms.maxFeeBps === 0 ? "" : `${terms.minFeeBps / 100} % to ${terms.maxFeeBps / 100} %`,
    feeReceiver: terms.feeReceiver === ZeroAddress ? "" : accountName(state, terms.feeReceiver),
    shares: sharesView(state, payment),
    milestones: milestonesView(state, payment, currency),
    order: terms.orderId === ZeroHash ? "" : terms.orderId,
    uetr: uetr ?? "",
    purpose: reason ?? "",
    token: terms.token,
  };
}

/** The alias of whom an account acts for, and the account. */
export function accountName(state: AllianceState, account: string): string {
  const owner = state.members.find(({ accounts }) => accounts.some(({ address }) => address === account));
  return owner === undefined ? account : `${owner.alias} (${account})`;
}

function aliasOf({ members }: AllianceState, id: number): string {
  return id === 0 ? "" : (members.find((member) => member.id === id)?.alias ?? String(id));
}

function sharesView(state: AllianceState, { terms }: EscrowPayment) {
  const total = terms.shares.reduce((sum, { parts }) => sum + parts, 0n);
  return terms.shares.map(({ beneficiary, parts }) => ({
    beneficiary: accountName(state, beneficiary),
    parts,
    of: total,
  }));
}

function milestonesView(state: AllianceState, { terms, released }: EscrowPayment, currency: string) {
  return terms.milestones.map(({ amountMinor, attester, evidence }, index) => ({
    milestone: index,
    amount: written(amountMinor, currency),
    released: released[index] === true,
    attester: aliasOf(state, attester),
    evidence: evidence === ZeroHash ? "" : evidence,
  }));
}
