import type { LineageEntry } from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import type { Money } from "../../lib/money.ts";
import { time } from "../../lib/output.ts";
import { accountName, aliasOf } from "./view.ts";

type Value = LineageEntry["details"][string] | undefined;

/** How members, accounts and amounts are written. */
interface Names {
  member(orgId: Value): string;
  account(address: Value): string;
  amount(amountMinor: Value): string;
}

type Writer = (details: LineageEntry["details"], names: Names) => string;

/** One sentence for each thing that happens to a bill or a lot. */
const SENTENCES: Readonly<Record<string, Writer>> = {
  BillDrawn: ({ drawer, drawee, payee, amountMinor }, { member, amount }) =>
    `${member(drawer)} draws ${amount(amountMinor)} on ${member(drawee)}, payable to ${member(payee)}`,
  BillAccepted: ({ drawee }, { member }) => `${member(drawee)} accepts`,
  AcceptanceRefused: ({ drawee }, { member }) => `${member(drawee)} refuses to accept`,
  LotSplit: ({ lotId, amountMinor }, { amount }) => `${amount(amountMinor)} become lot ${lotId}`,
  LotEndorsed: ({ endorser, endorsee, withRecourse }, { member }) =>
    `${member(endorser)} endorses to ${member(endorsee)}${withRecourse === true ? "" : " without recourse"}`,
  LotDiscounted: ({ amountMinor, priceMinor }, { amount }) =>
    `${amount(amountMinor)} sold for ${amount(priceMinor)}`,
  LotRedirected: ({ account: address }, { account }) => `its money goes to ${account(address)}`,
  LotPledged: ({ holder, pledgee, expiresAt }, { member }) =>
    `${member(holder)} pledges it to ${member(pledgee)} until ${time(Number(expiresAt))}`,
  PledgeReleased: ({ pledgee }, { member }) => `free of the pledge to ${member(pledgee)}`,
  PledgeEnforced: ({ pledgee }, { member }) => `${member(pledgee)} takes it by its pledge`,
  LotPresented: () => "presented for payment",
  LotPaid: ({ payee, amountMinor, leftMinor }, { account, amount }) =>
    `${amount(amountMinor)} paid to ${account(payee)}, ${amount(leftMinor)} left`,
  PaymentSkipped: ({ payee, amountMinor }, { account, amount }) =>
    `${amount(amountMinor)} not paid: ${account(payee)} cannot receive`,
  LotProtested: ({ creditor, ground }, { member }) =>
    `${member(creditor)} protests: not ${ground === 0n ? "accepted" : "paid"}`,
  RecourseCalled: ({ called, dueAt }, { member }) =>
    `${member(called)} is called upon to pay until ${time(Number(dueAt))}`,
  RecourseHonoured: ({ payer, amountMinor }, { member, amount }) =>
    `${member(payer)} pays ${amount(amountMinor)} in recourse and holds the lot`,
};

/** What happened, in a sentence. */
export function billSentence(state: AllianceState, { event, details }: LineageEntry, money: Money): string {
  const write = SENTENCES[event];
  if (write === undefined) return event;
  return write(details, {
    member: (orgId) => aliasOf(state, Number(orgId)),
    account: (address) => accountName(state, String(address)),
    amount: (amountMinor) => money.format(BigInt(amountMinor ?? 0n)),
  });
}
