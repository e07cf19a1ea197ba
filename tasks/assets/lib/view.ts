import type { ClaimEvent, ClaimPledge, ReceivableRecord } from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { ZeroHash } from "ethers";
import { time } from "../../lib/output.ts";
import { type FoundClaim, formatClaimId } from "./found.ts";
import { sentenceOf } from "./sentences.ts";

/** The alias of a member by its number. */
export function aliasOf({ members }: AllianceState, id: number): string {
  return members.find((member) => member.id === id)?.alias ?? String(id);
}

/** The alias of whom an account acts for, and the account. */
export function accountName(state: AllianceState, account: string): string {
  const owner = state.members.find(({ accounts }) => accounts.some(({ address }) => address === account));
  return owner === undefined ? account : `${owner.alias} (${account})`;
}

/** A claim in short, as tasks print it. */
export function claimView(
  state: AllianceState,
  claim: ReceivableRecord,
  format: (amountMinor: bigint) => string,
) {
  const { terms } = claim;
  const given = (word: string) => (word === ZeroHash ? "" : word);
  return {
    claim: formatClaimId(claim.id),
    status: claim.status,
    debtor: aliasOf(state, terms.debtor),
    creditor: aliasOf(state, terms.creditor),
    invoice: terms.invoiceNumber,
    amount: format(terms.amountMinor),
    open: format(claim.openMinor),
    dueAt: time(terms.dueAt),
    defaultsAt: time(claim.defaultsAt),
    class: terms.classId,
    tierLimit: terms.tierLimit,
    recourse: terms.recourse,
    invoiceDigest: given(terms.invoiceDigest),
    evidenceDigest: given(terms.evidenceDigest),
    order: given(terms.orderReference),
    document: claim.documentKey,
    token: claim.token,
  };
}

/** A claim with holders, pledges and history, as tasks print it. */
export function detailsView(state: AllianceState, { claim, format }: FoundClaim) {
  return {
    ...claimView(state, claim, format),
    registeredAt: time(claim.registeredAt),
    acceptedAt: time(claim.acceptedAt ?? 0),
    acceptedBy: claim.acceptedBy === undefined ? "" : accountName(state, claim.acceptedBy),
    holders: claim.holders.map((holder) => ({
      holder: accountName(state, holder.account),
      units: format(holder.units),
      pledged: format(holder.pledged),
      frozen: format(holder.frozen),
      tier: holder.tier,
      unpaid: format(holder.unpaidMinor),
      due: format(holder.dueMinor),
      recourseDemandedAt: time(holder.recourseDemandedAt),
    })),
    pledges: claim.pledges.map((pledge) => pledgeView(state, pledge, format)),
    history: claim.events.map((event) => eventView(state, event, format)),
  };
}

/** A pledge of a claim of any room, as tasks print it. */
export function pledgeView(state: AllianceState, pledge: ClaimPledge, format: (units: bigint) => string) {
  return {
    pledge: pledge.pledgeId,
    holder: accountName(state, pledge.holder),
    units: format(pledge.units),
    pledgee: aliasOf(state, pledge.pledgee),
    enforceableFrom: time(pledge.enforceableFrom),
    expiresAt: time(pledge.expiresAt),
    agent: pledge.agent ?? "",
    agreement: pledge.agreement,
  };
}

/** Something that happened to a claim of any room, as tasks print it. */
export function eventView(state: AllianceState, event: ClaimEvent, format: (units: bigint) => string) {
  const words = {
    account: (address: string) => accountName(state, address),
    member: (orgId: bigint) => aliasOf(state, Number(orgId)),
    amount: format,
  };
  return { at: time(event.at), what: sentenceOf(event, words), transaction: event.transactionHash };
}
