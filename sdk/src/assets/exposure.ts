import { mapConcurrently } from "../common/concurrency.ts";
import { type Alliance, readDirectory } from "../consortium/connect.ts";
import type { AllianceState } from "../consortium/state.ts";
import { CAPABILITIES } from "../consortium/vocabulary.ts";
import { Bills__factory, type Financing, Receivables__factory } from "../generated/contracts/index.ts";
import { readBills, readLots } from "./bill-records.ts";
import { type LoanRecord, readDiscounts, readFinancingEvents, readLoans } from "./financing.ts";

/** What a bank has out on one debtor in one money, in minor units. */
export interface ExposureRecord {
  /** Number of the bank. */
  readonly bank: number;
  /** Number of the debtor: of the claim or bill; the borrower where goods are pledged. */
  readonly debtor: number;
  readonly token: string;
  /** Principal of loans against claims, as the contract counts it. */
  readonly principalMinor: bigint;
  /** Thereof of loans past their due date. */
  readonly overdueMinor: bigint;
  /** What the debtor has not paid on claims that the bank discounted or took by enforcement and still holds. */
  readonly heldMinor: bigint;
  /** Bills that the bank holds, as far as they are unpaid. */
  readonly billsMinor: bigint;
  /** Bills that are pledged to the bank, as far as they are unpaid; no money of the bank need be behind them. */
  readonly pledgedBillsMinor: bigint;
  /** The limit that the bank set itself for loans; nothing if none. */
  readonly limitMinor: bigint | undefined;
}

type Amounts = Partial<
  Record<"principalMinor" | "overdueMinor" | "heldMinor" | "billsMinor" | "pledgedBillsMinor", bigint>
>;
interface Part extends Amounts {
  readonly bank: number;
  readonly debtor: number;
  readonly token: string;
}

const NO_LIMIT = 2n ** 96n - 1n;

/**
 * What banks have out, per bank, debtor and money; of one bank if its number is given. Loans are what the contract counts;
 * holdings are read from the balances of the accounts that got them, since a discount ends when the debtor pays or the bank
 * passes the claim on.
 */
export async function readExposure(
  alliance: Alliance,
  state: AllianceState,
  financing: Financing,
  bank?: number,
): Promise<ExposureRecord[]> {
  const [loans, held, bills] = await Promise.all([
    readLoans(financing),
    readHeld(alliance, state, financing),
    readBillParts(alliance, state),
  ]);
  const sums = new Map<string, Required<Amounts> & Part>();
  for (const part of [...loans.map(partOfLoan), ...held, ...bills]) {
    if (bank !== undefined && part.bank !== bank) continue;
    const key = `${part.bank} ${part.debtor} ${part.token}`;
    const sum = sums.get(key) ?? { ...NOTHING, bank: part.bank, debtor: part.debtor, token: part.token };
    sums.set(key, add(sum, part));
  }
  const open = [...sums.values()].filter((sum) => AMOUNTS.some((name) => sum[name] !== 0n));
  return mapConcurrently(open, async (sum) => {
    const { limitMinor } = await financing.exposureTo(sum.bank, sum.debtor, sum.token);
    return { ...sum, limitMinor: limitMinor === NO_LIMIT ? undefined : limitMinor };
  });
}

const AMOUNTS = ["principalMinor", "heldMinor", "billsMinor", "pledgedBillsMinor"] as const;

const NOTHING: Required<Amounts> = {
  principalMinor: 0n,
  overdueMinor: 0n,
  heldMinor: 0n,
  billsMinor: 0n,
  pledgedBillsMinor: 0n,
};

function add(sum: Required<Amounts> & Part, part: Part): Required<Amounts> & Part {
  return {
    ...sum,
    principalMinor: sum.principalMinor + (part.principalMinor ?? 0n),
    overdueMinor: sum.overdueMinor + (part.overdueMinor ?? 0n),
    heldMinor: sum.heldMinor + (part.heldMinor ?? 0n),
    billsMinor: sum.billsMinor + (part.billsMinor ?? 0n),
    pledgedBillsMinor: sum.pledgedBillsMinor + (part.pledgedBillsMinor ?? 0n),
  };
}

function partOfLoan({ lender, debtor, terms, principalMinor, status }: LoanRecord): Part {
  const isOverdue = status === "overdue" || status === "defaulted";
  const overdueMinor = isOverdue ? principalMinor : 0n;
  return { bank: lender, debtor, token: terms.token, principalMinor, overdueMinor };
}

/** What is unpaid on receivables in the accounts to which financing brought them. */
async function readHeld(alliance: Alliance, state: AllianceState, financing: Financing): Promise<Part[]> {
  const address = (await readDirectory(alliance.directory)).get("receivables");
  if (address === undefined) return [];
  const receivables = Receivables__factory.connect(address, alliance.directory.runner);
  const [discounts, loans, events] = await Promise.all([
    readDiscounts(financing),
    readLoans(financing),
    readFinancingEvents(financing),
  ]);
  const loanById = new Map(loans.map((loan) => [loan.id, loan]));
  const places = new Map<string, { account: string; claimId: bigint }>();
  const arrived = (room: string | undefined, account: string, claimId: bigint | undefined) => {
    if (room === "receivables" && claimId !== undefined)
      places.set(`${account} ${claimId}`, { account, claimId });
  };
  for (const { terms } of discounts) arrived(terms.room, terms.bank, terms.claimId);
  for (const { name, args } of events) {
    if (name !== "LoanEnforced") continue;
    const terms = loanById.get(String(args.loanId))?.terms;
    arrived(terms?.room, String(args.receiver), terms?.claimId);
  }
  return mapConcurrently([...places.values()], async ({ account, claimId }) => {
    const [{ debtor, token, faceMinor, paidMinor }, units] = await Promise.all([
      receivables.receivableOf(claimId),
      receivables.balanceOf(account, claimId),
    ]);
    // Every unit has the same share in what is still to come, whoever has it in pledge; rounded up.
    const heldMinor = units === 0n ? 0n : (units * (faceMinor - paidMinor) + faceMinor - 1n) / faceMinor;
    return { bank: ownerOf(state, account), debtor: Number(debtor), token, heldMinor };
  });
}

/** What is unpaid on bills that banks hold or have in pledge. */
async function readBillParts(alliance: Alliance, state: AllianceState): Promise<Part[]> {
  const address = (await readDirectory(alliance.directory)).get("bills");
  if (address === undefined) return [];
  const bills = Bills__factory.connect(address, alliance.directory.runner);
  const banks = new Set(
    state.members.filter(({ capabilities }) => (capabilities & CAPABILITIES.bank) !== 0).map(({ id }) => id),
  );
  const parts = await mapConcurrently(await readBills(bills), async (bill) => {
    const lots = await readLots(bills, bill);
    return lots.flatMap(({ holder, pledge, amountMinor }): Part[] => {
      const at = { debtor: bill.drawee, token: bill.token };
      const held = banks.has(holder) ? [{ ...at, bank: holder, billsMinor: amountMinor }] : [];
      const pledgee = pledge?.pledgee;
      return pledgee === undefined || amountMinor === 0n
        ? held
        : [...held, { ...at, bank: pledgee, pledgedBillsMinor: amountMinor }];
    });
  });
  return parts.flat().filter(({ billsMinor, pledgedBillsMinor }) => (billsMinor ?? pledgedBillsMinor) !== 0n);
}

function ownerOf({ members }: AllianceState, account: string): number {
  return members.find(({ accounts }) => accounts.some(({ address }) => address === account))?.id ?? 0;
}
