import type { SettlementToken } from "@guildhall/sdk";
import { type AllianceState, type MemberState, RIGHTS, readDirectory } from "@guildhall/sdk/consortium";
import { connectToken, listTokens, tokenAt } from "@guildhall/sdk/payments";
import { id, isAddress, isHexString } from "ethers";
import { formatMoney, parseMoney } from "../../payments/money.ts";
import { parseAddress, required } from "./arguments.ts";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";
import { findMember, memberOf } from "./members.ts";
import { signerOf } from "./signers.ts";

/** Options that say which money is meant. */
export interface MoneyArguments {
  currency?: string | undefined;
  bank: string | undefined;
}

/** A money of the alliance as tasks work with it. */
export interface Money {
  readonly token: SettlementToken;
  readonly currency: string;
  /** Writes an amount of it. */
  format(amountMinor: bigint): string;
}

/**
 * The money that the options name; `--currency` may be left out where the alliance has one money only.
 *
 * @throws WhichToken; TaskError.
 */
export async function moneyOf(context: Context, { currency, bank }: MoneyArguments): Promise<Money> {
  const listed = await listTokens(context.alliance);
  const [only, second] = listed;
  const code = currency ?? (second === undefined ? only?.currency : undefined);
  const meant = required("currency", code);
  const state = await context.readState();
  const issuer = bank === undefined ? undefined : findMember(state, bank).id;
  const issuers = listed.filter((each) => each.currency === meant).map((each) => each.issuer);
  if (issuers.length > 0 && (issuer === undefined ? issuers.length > 1 : !issuers.includes(issuer))) {
    const names = issuers.map((id) => state.members.find((each) => each.id === id)?.alias ?? String(id));
    throw new TaskError(
      bank === undefined
        ? `${meant} is issued by ${names.join(" and ")}, each its own.`
        : `${bank} issues no ${meant}; ${names.join(" and ")} ${names.length === 1 ? "does" : "do"}.`,
      `Name the bank whose money is meant, such as --bank ${names[0]}.`,
    );
  }
  return moneyIn(await connectToken(context.alliance, { currency: meant, issuer }), meant);
}

/** An amount as typed (1250.50 EUR), and the money it is in. */
export async function amountIn(
  context: Context,
  text: string,
  bank: string | undefined,
): Promise<Money & { amountMinor: bigint; amount: string }> {
  const { currency, amountMinor } = parseMoney(text);
  const money = await moneyOf(context, { currency, bank });
  return { ...money, amountMinor, amount: formatMoney(amountMinor, currency) };
}

/** The bank whose money is meant where only an issuer may act: the one that is named, otherwise the signer's own. */
export async function issuingBank(
  context: Context,
  { bank, as }: { bank: string | undefined; as: string | undefined },
): Promise<string> {
  return bank ?? (await memberOf(context, await signerOf(context, as, "operator"))).alias;
}

/** Every money of the alliance, with the bank that issues it. */
export async function allMoney(
  { alliance }: Context,
  { members }: AllianceState,
): Promise<(Money & { bank: string; address: string })[]> {
  return (await listTokens(alliance)).map(({ address, currency, issuer }) => ({
    ...moneyIn(tokenAt(alliance, address), currency),
    bank: members.find(({ id: number }) => number === issuer)?.alias ?? String(issuer),
    address,
  }));
}

/**
 * The account that is meant: an address as it is, or the account that a member signs with, the first of its operators that
 * is not frozen.
 */
export async function accountNamed(context: Context, text: string): Promise<string> {
  if (isAddress(text)) return parseAddress("account", text);
  const member = findMember(await context.readState(), text);
  const [account] = operatorsOf(member);
  if (account !== undefined) return account;
  throw new TaskError(`${member.name} has no account that operates.`, "Name an account by its address.");
}

/** Accounts with which a member does business, the frozen ones last. */
export function operatorsOf({ accounts }: MemberState): string[] {
  const isFrozen = (each: MemberState["accounts"][number]) =>
    Number(each.frozenByOrganisation || each.frozenByCompliance);
  return accounts
    .filter(({ rights }) => (rights & RIGHTS.operator) !== 0)
    .sort((a, b) => isFrozen(a) - isFrozen(b))
    .map(({ address }) => address);
}

/** A contract of the alliance: an address as it is, or the one of that name in the directory. */
export async function contractNamed({ alliance }: Context, text: string): Promise<string> {
  if (isAddress(text)) return parseAddress("contract", text);
  const entries = await readDirectory(alliance.directory);
  const found = entries.get(text);
  if (found !== undefined) return found;
  throw new TaskError(
    `The directory has no entry "${text}".`,
    `Its entries are ${[...entries.keys()].join(", ")}.`,
  );
}

/**
 * What a text stands for in 32 bytes: itself if it is 32 bytes, else its digest.
 *
 * @throws TaskError for hex of another length, which is a digest mistyped rather than a text.
 */
export function wordOf(text: string): string {
  if (isHexString(text, 32)) return text;
  if (!/^0x/i.test(text)) return id(text);
  throw new TaskError(`"${text}" is not 32 bytes in hex.`, "Give a digest, 0x and 64 hex digits, or a text.");
}

function moneyIn(token: SettlementToken, currency: string): Money {
  return { token, currency, format: (amountMinor) => formatMoney(amountMinor, currency) };
}
