import { type ClaimEvent, gradeName } from "@guildhall/sdk/assets";
import { ZeroAddress } from "ethers";
import { time } from "../../lib/output.ts";

/** How accounts, members and amounts are written. */
export interface Names {
  account(address: string): string;
  member(orgId: bigint): string;
  amount(units: bigint): string;
}

type Writer = (args: ClaimEvent["args"], names: Names) => string;

/** One sentence for each event of a claim. */
const SENTENCES: Readonly<Record<string, Writer>> = {
  ReceivableRegistered: (args, { amount }) => `registered over ${amount(args.terms.amountMinor)}`,
  ReceivableAccepted: (args, { account }) => `accepted by ${account(args.account)}`,
  ReceivableRejected: (args, { account }) => `rejected by ${account(args.account)}`,
  ReceivableWithdrawn: (args, { account }) => `withdrawn by ${account(args.account)}`,
  ReceivablePaid: (args, { account, amount }) =>
    `${amount(args.amountMinor)} paid by ${account(args.payer)}, ${amount(args.openMinor)} open`,
  ReceivablePaidInFull: () => "paid in full",
  Redeemed: (args, { account, amount }) => `${amount(args.amountMinor)} paid to ${account(args.holder)}`,
  PayoutSkipped: (args, { account }) => `${account(args.holder)} could not be paid`,
  CreditNoted: (args, { account, amount }) =>
    `${amount(args.amountMinor)} credited by ${account(args.holder)}`,
  RecourseDemanded: (args, { account, amount }) =>
    `${account(args.holder)} demands recourse for ${amount(args.unpaidMinor)}`,
  RecourseHonoured: (args, { account, amount }) =>
    `${account(args.account)} pays ${amount(args.amountMinor)} to ${account(args.holder)} in recourse`,
  Transfer: (args, { account, amount }) => {
    if (args.sender === ZeroAddress)
      return `${amount(args.amount)} come into being with ${account(args.receiver)}`;
    if (args.receiver === ZeroAddress) return `${amount(args.amount)} of ${account(args.sender)} end`;
    return `${amount(args.amount)} pass from ${account(args.sender)} to ${account(args.receiver)}`;
  },
  Pledged: (args, { account, amount }) => `${amount(args.amount)} pledged by ${account(args.holder)}`,
  PledgeReleased: (args, { amount }) => `${amount(args.amount)} released from pledge ${args.pledgeId}`,
  PledgeEnforced: (args, { account, amount }) =>
    `${amount(args.amount)} taken by ${account(args.receiver)} by its pledge`,
  PledgeMoved: (args, { account }) => `pledge ${args.pledgeId} now on ${account(args.holder)}`,
  HoldingRecovered: (args, { account, amount }) =>
    `${amount(args.amount)} recovered from ${account(args.from)}`,
  Frozen: (args, { account, amount }) => `${amount(args.amount)} of ${account(args.account)} frozen`,
  ForcedTransfer: (args, { account, amount }) =>
    `${amount(args.amount)} of ${account(args.from)} moved by an office`,
  Approval: (args, { account, amount }) =>
    `${account(args.owner)} allows ${account(args.spender)} ${amount(args.amount)}`,
  ReceiptIssued: (args, { amount, member }) =>
    `${amount(args.terms.quantity)} taken in by ${member(args.warehouse)} for ${member(args.depositor)}`,
  Graded: (args, { member }) => `graded ${gradeName(args.grade)} by ${member(args.inspector)}`,
  StorageExtended: (args) => `storage extended to ${time(args.storageUntil)}`,
  InspectorAppointed: (args, { member }) =>
    `${member(args.inspector)} inspects in place of ${member(args.before)}`,
  RecountProposed: (args, { amount, member }) => `${member(args.by)} counts ${amount(args.quantity)}`,
  RecountRejected: (args, { member }) => `${member(args.by)} rejects the recount`,
  Recounted: (args, { amount }) => `${amount(args.before)} become ${amount(args.quantity)} by recount`,
  Surrendered: (args, { account, amount }) => `${amount(args.units)} surrendered by ${account(args.holder)}`,
  SurrenderTakenBack: (args, { account }) => `surrender taken back by ${account(args.holder)}`,
  Delivered: (args, { account, amount }) =>
    `${amount(args.quantity)} handed to ${account(args.taker)} for ${amount(args.units)} of the receipt`,
};

/** What happened to a claim, in one sentence. */
export function sentenceOf({ name, args }: ClaimEvent, names: Names): string {
  return SENTENCES[name]?.(args, names) ?? name;
}
