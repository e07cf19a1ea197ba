import { mapConcurrently } from "../common/concurrency.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { Financing } from "../generated/contracts/index.ts";
import {
  type ClaimDiscountOffer,
  type ClaimLoanOffer,
  discountTermsOf,
  loanTermsOf,
} from "./financing-offers.ts";

const LOAN_STATUSES = ["none", "running", "overdue", "defaulted", "settled"] as const;

/** How a loan stands, in the order of the contract; `IFinancing.LoanStatus` says what each means. */
export type LoanStatus = (typeof LOAN_STATUSES)[number];

/** Units that a bank bought. */
export interface DiscountRecord {
  /** EIP-712 digest of the offer. */
  readonly id: string;
  readonly terms: ClaimDiscountOffer;
  /** Whether the seller may still buy them back, if in time. */
  readonly buyBackOpen: boolean;
  readonly transactionHash: string;
}

/** A loan as it stands now. Amounts in minor units of its token, times in seconds since 1970, UTC. */
export interface LoanRecord {
  /** EIP-712 digest of the offer. */
  readonly id: string;
  readonly status: LoanStatus;
  readonly terms: ClaimLoanOffer;
  /** Number of the organisation that lent. */
  readonly lender: number;
  /** Number of the organisation that the exposure counts against. */
  readonly debtor: number;
  readonly pledgeId: string;
  readonly pledgedUnits: bigint;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly overdueInterestMinor: bigint;
  readonly feeMinor: bigint;
  /** All of it. */
  readonly owedMinor: bigint;
  readonly defaultsAt: number;
  readonly defaultDeclared: boolean;
  readonly transactionHash: string;
}

/** One thing that happened to a loan or discount, or to a bank's offers and limits. */
export interface FinancingEvent {
  /** Name of the event in the contract. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly blockNumber: number;
  readonly transactionHash: string;
}

/** Neither a loan nor a discount has this id. */
export class FinancingNotFound extends GuildhallError {
  override readonly name = "FinancingNotFound";
  constructor(id: string) {
    super(
      `No loan or discount ${id} was made here.`,
      "Check the id and the network; `finance list` shows them.",
      {
        id,
      },
    );
  }
}

/** Every loan, oldest first. */
export async function readLoans(financing: Financing): Promise<LoanRecord[]> {
  const opened = await queryChain(providerOf(financing.runner), ({ from, to }) =>
    financing.queryFilter(financing.filters.LoanOpened(), from, to),
  );
  return mapConcurrently(opened, async ({ args, transactionHash }): Promise<LoanRecord> => {
    const loan = await financing.loanOf(args.loanId);
    return {
      id: args.loanId,
      status: LOAN_STATUSES[Number(loan.status)] ?? "none",
      terms: loanTermsOf(args.offer),
      lender: Number(loan.lender),
      debtor: Number(loan.debtor),
      pledgeId: loan.pledgeId,
      pledgedUnits: loan.pledgedUnits,
      principalMinor: loan.principalMinor,
      interestMinor: loan.interestMinor,
      overdueInterestMinor: loan.overdueInterestMinor,
      feeMinor: loan.feeMinor,
      owedMinor: loan.principalMinor + loan.interestMinor + loan.overdueInterestMinor + loan.feeMinor,
      defaultsAt: Number(loan.defaultsAt),
      defaultDeclared: loan.defaultDeclared,
      transactionHash,
    };
  });
}

/** Every discount, oldest first. */
export async function readDiscounts(financing: Financing): Promise<DiscountRecord[]> {
  const made = await queryChain(providerOf(financing.runner), ({ from, to }) =>
    financing.queryFilter(financing.filters.Discounted(), from, to),
  );
  return mapConcurrently(made, async ({ args, transactionHash }) => ({
    id: args.discountId,
    terms: discountTermsOf(args.offer),
    buyBackOpen: await financing.isBuyBackOpen(args.discountId),
    transactionHash,
  }));
}

/** Everything that happened, oldest first; to one loan or discount if its id is given. */
export async function readFinancingEvents(financing: Financing, id?: string): Promise<FinancingEvent[]> {
  const provider = providerOf(financing.runner);
  const address = await financing.getAddress();
  const topics = id === undefined ? [] : [null, id];
  const logs = await queryChain(provider, ({ from, to }) =>
    provider.getLogs({ address, topics, fromBlock: from, toBlock: to }),
  );
  return logs.flatMap((log) => {
    const parsed = financing.interface.parseLog(log);
    if (parsed === null) return [];
    const { blockNumber, transactionHash } = log;
    return [{ name: parsed.name, args: parsed.args.toObject(), blockNumber, transactionHash }];
  });
}

/**
 * One loan or discount.
 *
 * @throws FinancingNotFound
 */
export async function readFinanced(
  financing: Financing,
  id: string,
): Promise<
  | { readonly kind: "loan"; readonly record: LoanRecord }
  | { readonly kind: "discount"; readonly record: DiscountRecord }
> {
  const loan = (await readLoans(financing)).find((each) => each.id === id);
  if (loan !== undefined) return { kind: "loan", record: loan };
  const discount = (await readDiscounts(financing)).find((each) => each.id === id);
  if (discount !== undefined) return { kind: "discount", record: discount };
  throw new FinancingNotFound(id);
}
