import type { ClaimEvent, ReceivableRecord } from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { ZeroAddress, ZeroHash } from "ethers";
import { time } from "../../lib/output.ts";
import { type FoundClaim, formatClaimId } from "./found.ts";

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
    pledges: claim.pledges.map((pledge) => ({
      pledge: pledge.pledgeId,
      holder: accountName(state, pledge.holder),
      units: format(pledge.units),
      pledgee: aliasOf(state, pledge.pledgee),
      enforceableFrom: time(pledge.enforceableFrom),
      expiresAt: time(pledge.expiresAt),
      agent: pledge.agent ?? "",
      agreement: pledge.agreement,
    })),
    history: claim.events.map((event) => ({
      at: time(event.at),
      what: describe(state, event, format),
      transaction: event.transactionHash,
    })),
  };
}

type Writer = (
  args: ClaimEvent["args"],
  name: (account: string) => string,
  amount: (units: bigint) => string,
) => string;

/** One sentence for each event of a claim. */
const SENTENCES: Readonly<Record<string, Writer>> = {
  ReceivableRegistered: (args, _name, amount) => `registered over ${amount(args.terms.amountMinor)}`,
  ReceivableAccepted: (args, name) => `accepted by ${name(args.account)}`,
  ReceivableRejected: (args, name) => `rejected by ${name(args.account)}`,
  ReceivableWithdrawn: (args, name) => `withdrawn by ${name(args.account)}`,
  ReceivablePaid: (args, name, amount) =>
    `${amount(args.amountMinor)} paid by ${name(args.payer)}, ${amount(args.openMinor)} open`,
  ReceivablePaidInFull: () => "paid in full",
  Redeemed: (args, name, amount) => `${amount(args.amountMinor)} paid to ${name(args.holder)}`,
  PayoutSkipped: (args, name) => `${name(args.holder)} could not be paid`,
  CreditNoted: (args, name, amount) => `${amount(args.amountMinor)} credited by ${name(args.holder)}`,
  RecourseDemanded: (args, name, amount) =>
    `${name(args.holder)} demands recourse for ${amount(args.unpaidMinor)}`,
  RecourseHonoured: (args, name, amount) =>
    `${name(args.account)} pays ${amount(args.amountMinor)} to ${name(args.holder)} in recourse`,
  Transfer: (args, name, amount) => {
    if (args.sender === ZeroAddress)
      return `${amount(args.amount)} come into being with ${name(args.receiver)}`;
    if (args.receiver === ZeroAddress) return `${amount(args.amount)} of ${name(args.sender)} end`;
    return `${amount(args.amount)} pass from ${name(args.sender)} to ${name(args.receiver)}`;
  },
  Pledged: (args, name, amount) => `${amount(args.amount)} pledged by ${name(args.holder)}`,
  PledgeReleased: (args, _name, amount) => `${amount(args.amount)} released from pledge ${args.pledgeId}`,
  PledgeEnforced: (args, name, amount) =>
    `${amount(args.amount)} taken by ${name(args.receiver)} by its pledge`,
  PledgeMoved: (args, name) => `pledge ${args.pledgeId} now on ${name(args.holder)}`,
  HoldingRecovered: (args, name, amount) => `${amount(args.amount)} recovered from ${name(args.from)}`,
  Frozen: (args, name, amount) => `${amount(args.amount)} of ${name(args.account)} frozen`,
  ForcedTransfer: (args, name, amount) => `${amount(args.amount)} of ${name(args.from)} moved by an office`,
  Approval: (args, name, amount) => `${name(args.owner)} allows ${name(args.spender)} ${amount(args.amount)}`,
};

function describe(
  state: AllianceState,
  { name, args }: ClaimEvent,
  format: (units: bigint) => string,
): string {
  const account = (address: string) => accountName(state, address);
  return SENTENCES[name]?.(args, account, format) ?? name;
}
