import type { ReceiptRecord } from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { time } from "../../lib/output.ts";
import { formatClaimId } from "./found.ts";
import { type FoundReceipt, formatterOf } from "./receipts.ts";
import { accountName, aliasOf, eventView, pledgeView } from "./view.ts";

/** A receipt in short, as tasks print it. */
export function receiptView(state: AllianceState, receipt: ReceiptRecord) {
  const { terms } = receipt;
  const format = formatterOf(terms);
  return {
    receipt: formatClaimId(receipt.id),
    status: receipt.status,
    warehouse: aliasOf(state, receipt.warehouse),
    depositor: aliasOf(state, terms.depositor),
    inspector: aliasOf(state, receipt.inspector),
    lot: terms.lot,
    commodity: terms.commodity,
    grade: receipt.grade ?? "",
    site: terms.site,
    issued: format(terms.quantity),
    units: format(receipt.units),
    quantity: format(receipt.quantity),
    delivered: format(receipt.delivered),
    lost: format(receipt.lost),
    toleranceLeft: format(receipt.toleranceLeft),
    storageUntil: time(receipt.storageUntil),
    charges: terms.charges,
    class: terms.classId,
    tierLimit: terms.tierLimit,
    evidence: terms.evidenceDigest,
    document: receipt.documentKey,
  };
}

/** A receipt with holders, pledges, surrenders and history, as tasks print it. */
export function receiptDetailsView(state: AllianceState, { receipt, format }: FoundReceipt) {
  const { recount } = receipt;
  return {
    ...receiptView(state, receipt),
    issuedAt: time(receipt.issuedAt),
    recount:
      recount === undefined
        ? ""
        : `${format(recount.quantity)} by ${aliasOf(state, recount.by)}, until ${time(recount.lapsesAt)}`,
    holders: receipt.holders.map((holder) => ({
      holder: accountName(state, holder.account),
      units: format(holder.units),
      quantity: format(holder.quantity),
      locked: format(holder.pledged),
      frozen: format(holder.frozen),
      tier: holder.tier,
    })),
    pledges: receipt.pledges.map((pledge) => pledgeView(state, pledge, format)),
    surrenders: receipt.surrenders.map((waiting) => ({
      surrender: waiting.surrenderId,
      holder: accountName(state, waiting.holder),
      units: format(waiting.units),
      quantity: format(waiting.quantity),
      taker: accountName(state, waiting.taker),
      deliverBy: time(waiting.deliverBy),
      state: waiting.inDefault ? "in default" : "waiting",
    })),
    history: receipt.events.map((event) => eventView(state, event, format)),
  };
}
