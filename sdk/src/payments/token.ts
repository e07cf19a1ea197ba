import { mapConcurrently } from "../common/concurrency.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import { type Alliance, providerOf, readDirectory } from "../consortium/connect.ts";
import { type SettlementToken, SettlementToken__factory } from "../generated/contracts/index.ts";
import { type Movement, readMovements } from "./movements.ts";

/** A money of the alliance, as the directory lists it. */
export interface ListedToken {
  /** Its entry in the directory: `token:EUR:2`. */
  readonly entry: string;
  readonly currency: string;
  /** Number of the bank that issues it. */
  readonly issuer: number;
  readonly address: string;
}

/** Which money is meant. */
export interface TokenChoice {
  /** Three letters of ISO 4217. */
  readonly currency: string;
  /** Number of the bank that issues it; needed where several issue the currency. */
  readonly issuer?: number | undefined;
}

/** It is not clear which money is meant. */
export class WhichToken extends GuildhallError {
  override readonly name = "WhichToken";
  constructor(currency: string, issuers: readonly number[]) {
    super(
      issuers.length === 0
        ? `No bank of the alliance issues ${currency}: the directory has no entry "token:${currency}:<bank>".`
        : `${currency} is issued by the organisations ${issuers.join(", ")}, each its own.`,
      issuers.length === 0
        ? "Deploy it and have it entered in the directory."
        : "Name the bank whose money is meant.",
      { currency, issuers },
    );
  }
}

/** The movements that a node tells of do not give the balance that it tells of. */
export class StatementIncomplete extends GuildhallError {
  override readonly name = "StatementIncomplete";
  constructor(account: string, sum: bigint, balance: bigint) {
    super(
      `The movements of ${account} add up to ${sum} minor units, its balance is ${balance}.`,
      "An event is missing at this node; ask another one.",
      { account, sum, balance },
    );
  }
}

const ENTRY = /^token:([A-Z]{3}):(\d+)$/;

/** Every money that the directory lists, by currency and bank. */
export async function listTokens({ directory }: Alliance): Promise<ListedToken[]> {
  const listed = [...(await readDirectory(directory))].flatMap(([entry, address]): ListedToken[] => {
    const [, currency, issuer] = ENTRY.exec(entry) ?? [];
    return currency === undefined ? [] : [{ entry, currency, issuer: Number(issuer), address }];
  });
  return listed.sort((a, b) =>
    a.currency === b.currency ? a.issuer - b.issuer : a.currency < b.currency ? -1 : 1,
  );
}

/**
 * The money of a currency, of the bank named if several issue it.
 *
 * @throws WhichToken when none or several are listed.
 * @example const euro = await connectToken(alliance, { currency: "EUR" });
 */
export async function connectToken(
  alliance: Alliance,
  { currency, issuer }: TokenChoice,
): Promise<SettlementToken> {
  const ofCurrency = (await listTokens(alliance)).filter((each) => each.currency === currency);
  const meant = ofCurrency.filter((each) => issuer === undefined || each.issuer === issuer);
  const [found, second] = meant;
  if (found === undefined || second !== undefined) {
    throw new WhichToken(
      currency,
      ofCurrency.map((each) => each.issuer),
    );
  }
  return tokenAt(alliance, found.address);
}

/** The money at an address, as listed before. */
export function tokenAt({ directory }: Alliance, address: string): SettlementToken {
  return SettlementToken__factory.connect(address, directory.runner);
}

/** What an account holds of one money and may still pay today. Amounts in minor units. */
export interface HoldingState {
  readonly balanceMinor: bigint;
  readonly paidTodayMinor: bigint;
  /** Most that one payment may carry. */
  readonly perPaymentMinor: bigint;
  /** Most that the account may pay in a UTC day. */
  readonly perDayMinor: bigint;
  /** What the limit of the day leaves, whatever the balance. */
  readonly leftTodayMinor: bigint;
  readonly limitClass: number;
  readonly isFrozen: boolean;
  readonly isCustodian: boolean;
}

/** Limits that bind nobody, as the token gives them where none are set. */
export const NO_LIMIT = 2n ** 96n - 1n;

/** Reads an account in one money. Limits are those of its class now; see `setLimits` for when lower ones hold. */
export async function readHolding(token: SettlementToken, account: string): Promise<HoldingState> {
  const state = await token.holdingOf(account);
  const { perPaymentMinor, perDayMinor } = await token.limitsFor(state.limitClass);
  const left = perDayMinor - state.paidTodayMinor;
  return {
    balanceMinor: state.balanceMinor,
    paidTodayMinor: state.paidTodayMinor,
    perPaymentMinor,
    perDayMinor,
    leftTodayMinor: left > 0n ? left : 0n,
    limitClass: Number(state.limitClass),
    isFrozen: state.frozen,
    isCustodian: state.custodian,
  };
}

/** A movement and what the account held after it. */
export interface StatementLine extends Movement {
  /** The amount, below zero where money left the account. */
  readonly changeMinor: bigint;
  /** Minor units. */
  readonly balanceMinor: bigint;
}

/** Every movement of an account in one money, with totals in minor units. */
export interface TokenStatement {
  readonly account: string;
  readonly lines: readonly StatementLine[];
  readonly receivedMinor: bigint;
  readonly paidMinor: bigint;
  readonly balanceMinor: bigint;
  /** Block at which the balance was compared. */
  readonly blockNumber: number;
}

/**
 * The statement of an account from its first movement on. The running balance is the sum of the movements, and its end must
 * be the balance that the ledger holds.
 *
 * @throws StatementIncomplete.
 */
export async function readStatement(token: SettlementToken, account: string): Promise<TokenStatement> {
  const blockNumber = await providerOf(token.runner).getBlockNumber();
  const [movements, balance] = await Promise.all([
    readMovements(token, account),
    token.balanceOf(account, { blockTag: blockNumber }),
  ]);
  const known = movements.filter((movement) => movement.blockNumber <= blockNumber);
  const lines: StatementLine[] = [];
  let [receivedMinor, paidMinor] = [0n, 0n];
  for (const movement of known) {
    const received = movement.to === account ? movement.amountMinor : 0n;
    const paid = movement.from === account ? movement.amountMinor : 0n;
    receivedMinor += received;
    paidMinor += paid;
    lines.push({ ...movement, changeMinor: received - paid, balanceMinor: receivedMinor - paidMinor });
  }
  if (receivedMinor - paidMinor !== balance) {
    throw new StatementIncomplete(account, receivedMinor - paidMinor, balance);
  }
  return { account, lines, receivedMinor, paidMinor, balanceMinor: balance, blockNumber };
}

/** Money in quarantine. */
export interface QuarantinedMoney {
  readonly id: number;
  readonly payee: string;
  readonly returnTo: string;
  readonly amountMinor: bigint;
  /** When it was put aside, seconds since 1970, UTC. */
  readonly heldAt: number;
}

/** What waits in quarantine, oldest first. */
export async function readQuarantine(token: SettlementToken): Promise<QuarantinedMoney[]> {
  const provider = providerOf(token.runner);
  const held = await queryChain(provider, ({ from, to }) =>
    token.queryFilter(token.filters.PaymentQuarantined(), from, to),
  );
  const payments = await mapConcurrently(held, async ({ args }) => {
    const { payee, returnTo, amountMinor, heldAt } = await token.inQuarantine(args.quarantineId);
    return { id: Number(args.quarantineId), payee, returnTo, amountMinor, heldAt: Number(heldAt) };
  });
  return payments.filter(({ amountMinor }) => amountMinor > 0n);
}
