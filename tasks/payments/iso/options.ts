import type { ISettlementToken } from "@guildhall/sdk";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { isAddress } from "ethers";
import { type AccountBook, readAccounts } from "../../../payments/ledger/accounts.ts";
import { findToken } from "../../../payments/ledger/token.ts";
import { parseAddress } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember } from "../../lib/members.ts";

/** Options that the tasks for messages share. */
export interface LedgerArguments {
  accounts: string | undefined;
  token: string | undefined;
  issuer: string | undefined;
}

const DEFAULT_ACCOUNTS = "data/accounts.yaml";

/** Folder in which payments are remembered. */
export const DEFAULT_STORE = "payments-store";

/**
 * The address book, checked against the alliance: each account must be one of the organisation it is listed for.
 *
 * @throws AccountsFileError; TaskError naming every account that is not.
 */
export async function openAccounts(
  { readState }: Context,
  path: string = DEFAULT_ACCOUNTS,
): Promise<AccountBook> {
  const book = await readAccounts(path);
  const state = await readState();
  const faults = book.entries.flatMap(({ organisation, account }, index) => {
    const owner = ownerOf(state, account);
    return owner === organisation
      ? []
      : [`accounts[${index}]: ${account} is an account of ${owner ?? "nobody"}, not of ${organisation}.`];
  });
  if (faults.length === 0) return book;
  throw new TaskError(
    [`${path} does not fit the alliance.`, ...faults].join("\n- "),
    "Mend the file; `member show` lists accounts.",
  );
}

/** The money of a currency, as the options name it. */
export async function tokenFor(
  context: Context,
  currency: string,
  args: LedgerArguments,
): Promise<ISettlementToken> {
  const address = args.token === undefined ? undefined : parseAddress("--token", args.token);
  const issuer =
    args.issuer === undefined ? undefined : findMember(await context.readState(), args.issuer).id;
  const token = await findToken(context.alliance, currency, { address, issuer });
  const found = await token.currency();
  if (found === currency) return token;
  throw new TaskError(
    `The token at ${args.token} is ${found}, not ${currency}.`,
    "Name the money of that currency.",
  );
}

/** An account of the ledger as typed: its address, or a number of the address book. */
export function accountNamed(book: AccountBook, text: string): string {
  if (isAddress(text)) return parseAddress("--account", text);
  const found = book.entries.find(({ iban, other }) => iban === text || other === text);
  if (found !== undefined) return found.account;
  throw new TaskError(
    `"${text}" is no address, and not in the address book.`,
    "Give 0x and 40 hex digits, or a number of the book.",
  );
}

/** Alias of the organisation that an account acts for. */
export function ownerOf({ members }: AllianceState, address: string): string | undefined {
  return members.find(({ accounts }) =>
    accounts.some((each) => each.address === address && each.rights !== 0),
  )?.alias;
}
