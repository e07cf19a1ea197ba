import { readFile } from "node:fs/promises";
import type { SettlementToken } from "@guildhall/sdk";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { connectToken, listTokens } from "@guildhall/sdk/payments";
import { type AccountBook, readAccounts } from "../../../payments/ledger/accounts.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { accountNamed, moneyOf } from "../../lib/money.ts";

/** Options that the tasks for messages share. */
export interface LedgerArguments {
  accounts: string | undefined;
  bank: string | undefined;
}

const DEFAULT_ACCOUNTS = "data/accounts.yaml";

/** Folder in which payments are remembered. */
export const DEFAULT_STORE = "payments-store";

/** The bytes of a message, which the store knows by their digest. */
export async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new TaskError(`${path} cannot be read (${error.code}).`, "Give the path of a file that exists.");
  });
}

/**
 * The address book, checked against the alliance: each account must be one of the organisation it is listed for, or have
 * been one. What was paid to an account that was rotated since is still in statements.
 *
 * @throws InputFileError; TaskError naming every account that is not.
 */
export async function openAccounts(
  { readState }: Context,
  path: string = DEFAULT_ACCOUNTS,
): Promise<AccountBook> {
  const book = await readAccounts(path);
  const state = await readState();
  const faults = book.entries.flatMap(({ organisation, account }, index) => {
    const owner = organisationOf(state, account);
    if (owner === organisation) return [];
    return [`accounts[${index}]: ${account} is an account of ${owner ?? "nobody"}, not of ${organisation}.`];
  });
  if (faults.length === 0) return book;
  throw new TaskError(
    [`${path} does not fit the alliance.`, ...faults].join("\n- "),
    "Mend the file; `member show` lists accounts.",
  );
}

/**
 * The money of a currency in which an account pays and is paid: of the bank that the options name; where several issue the
 * currency, of the one that keeps the account.
 *
 * @throws WhichToken.
 */
export async function tokenOf(
  context: Context,
  currency: string,
  account: string,
  book: AccountBook,
  { bank }: LedgerArguments,
): Promise<SettlementToken> {
  if (bank !== undefined) return (await moneyOf(context, { currency, bank })).token;
  const [{ members }, listed] = await Promise.all([context.readState(), listTokens(context.alliance)]);
  const keeper = members.find(({ alias }) => alias === book.keeperOf(account));
  const isIssuer = listed.some((each) => each.currency === currency && each.issuer === keeper?.id);
  return connectToken(context.alliance, { currency, issuer: isIssuer ? keeper?.id : undefined });
}

/** An account of the ledger as typed: a number of the address book, an address, or a member whose first account is meant. */
export async function ledgerAccount(context: Context, book: AccountBook, text: string): Promise<string> {
  const found = book.entries.find(({ iban, other }) => iban === text || other === text);
  return found?.account ?? accountNamed(context, text);
}

/** Alias of the organisation that an account acts for. */
export function ownerOf({ members }: AllianceState, address: string): string | undefined {
  return members.find(({ accounts }) =>
    accounts.some((each) => each.address === address && each.rights !== 0),
  )?.alias;
}

/** Alias of the organisation that an account acts or acted for; no other can ever have it. */
function organisationOf({ members }: AllianceState, address: string): string | undefined {
  return members.find(({ accounts }) => accounts.some((each) => each.address === address))?.alias;
}
