import { readFile } from "node:fs/promises";
import type { Financing } from "@guildhall/sdk";
import {
  connectFinancing,
  type DiscountRecord,
  type FinancingDocument,
  type LoanRecord,
  parseFinancingOffer,
  readFinanced,
} from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { parseDigest } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { allMoney, type Money } from "../../lib/money.ts";
import { time } from "../../lib/output.ts";
import { formatClaimId } from "./found.ts";
import { moneyAt } from "./money.ts";
import { aliasOf } from "./view.ts";

/** A loan that a task works on. */
export interface FoundLoan {
  readonly financing: Financing;
  readonly loan: LoanRecord;
  readonly money: Money;
}

/** The loan of that id. */
export async function findLoan({ alliance }: Context, text: string): Promise<FoundLoan> {
  const financing = await connectFinancing(alliance);
  const id = parseDigest("loan", text).toLowerCase();
  const found = await readFinanced(financing, id);
  if (found.kind !== "loan")
    throw new TaskError(`${id} is a discount, no loan.`, "`finance list` shows the loans.");
  return { financing, loan: found.record, money: await moneyAt(alliance, found.record.terms.token) };
}

/**
 * Reads an offer from a file.
 *
 * @throws BadFinancingOffer; TaskError when the file cannot be read, or its money is none of the alliance.
 */
export async function readOfferFile(context: Context, path: string): Promise<FinancingDocument> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new TaskError(
      `${path} cannot be read (${cause.code}).`,
      "Give the path of an offer: `finance offer --out`.",
    );
  });
  const document = parseFinancingOffer(text);
  const moneys = await allMoney(context, await context.readState());
  if (moneys.some(({ address }) => address === document.terms.token)) return document;
  throw new TaskError(
    `${document.terms.token} is no money that the directory lists.`,
    "Do not accept; ask the bank for an offer in money of the alliance.",
  );
}

/** A percentage as tasks print it. */
export function percent(bps: number): string {
  return `${(bps / 100).toFixed(2)} %`;
}

/** What a person is shown of an offer before it is accepted. */
export function offerView(state: AllianceState, offer: FinancingDocument, money: Money) {
  const { terms } = offer;
  const common = {
    kind: offer.kind,
    bank: nameOf(state, terms.bank),
    claim: formatClaimId(terms.claimId),
    room: terms.room,
    units: terms.units,
    nonce: terms.nonce,
    until: time(terms.expiresAt),
  };
  if (offer.kind === "discount") {
    return {
      ...common,
      seller: nameOf(state, offer.terms.seller),
      price: money.format(offer.terms.priceMinor),
      buyBackUntil: time(offer.terms.buyBackUntil),
      buyBackPrice: offer.terms.buyBackUntil === 0 ? "" : money.format(offer.terms.buyBackPriceMinor),
    };
  }
  return {
    ...common,
    borrower: nameOf(state, offer.terms.borrower),
    principal: money.format(offer.terms.principalMinor),
    ...conditionsOf(offer.terms, money),
  };
}

/** A loan as tasks print it. */
export function loanView(state: AllianceState, loan: LoanRecord, money: Money) {
  const { terms } = loan;
  return {
    loan: loan.id,
    status: loan.status,
    bank: aliasOf(state, loan.lender),
    borrower: nameOf(state, terms.borrower),
    debtor: aliasOf(state, loan.debtor),
    claim: formatClaimId(terms.claimId),
    room: terms.room,
    pledged: loan.pledgedUnits,
    pledge: loan.pledgeId,
    nonce: terms.nonce,
    lent: money.format(terms.principalMinor),
    principal: money.format(loan.principalMinor),
    interest: money.format(loan.interestMinor),
    overdueInterest: money.format(loan.overdueInterestMinor),
    feeOwed: money.format(loan.feeMinor),
    owed: money.format(loan.owedMinor),
    ...conditionsOf(terms, money),
    defaultsAt: time(loan.defaultsAt),
    defaultDeclared: loan.defaultDeclared,
  };
}

/** A discount as tasks print it. */
export function discountView(state: AllianceState, { id, terms, buyBackOpen }: DiscountRecord, money: Money) {
  return {
    discount: id,
    bank: nameOf(state, terms.bank),
    seller: nameOf(state, terms.seller),
    claim: formatClaimId(terms.claimId),
    room: terms.room,
    units: terms.units,
    nonce: terms.nonce,
    price: money.format(terms.priceMinor),
    buyBackOpen,
    buyBackUntil: time(terms.buyBackUntil),
    buyBackPrice: terms.buyBackUntil === 0 ? "" : money.format(terms.buyBackPriceMinor),
  };
}

/** The alias of whom an account acts for; the account itself if it acts for nobody. */
export function nameOf({ members }: AllianceState, account: string): string {
  return (
    members.find(({ accounts }) => accounts.some(({ address }) => address === account))?.alias ?? account
  );
}

function conditionsOf(terms: LoanRecord["terms"], money: Money) {
  return {
    fee: money.format(terms.feeMinor),
    rate: percent(terms.rateBps),
    overdueRate: percent(terms.overdueRateBps),
    advance: percent(terms.advanceBps),
    value: terms.valueMinor === 0n ? "what is unpaid" : money.format(terms.valueMinor),
    dueAt: time(terms.dueAt),
    graceDays: terms.graceSeconds / 86_400,
  };
}
