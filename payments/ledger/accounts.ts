import type { z } from "zod";
import { address, field, list, section } from "../../files/fields.ts";
import { parseYaml, type Report, readText } from "../../files/input-file.ts";
import type { Account, Party } from "../iso20022/model.ts";
import { bicKey, parseBic } from "../iso20022/parts/bic.ts";
import { parseIban } from "../iso20022/parts/iban.ts";

/** An account as banks know it, and the account of the ledger behind it. */
export interface BookEntry {
  /** Alias of the organisation that owns it. */
  readonly organisation: string;
  /** Account on the ledger. */
  readonly account: string;
  readonly iban: string | undefined;
  /** A number that is no IBAN. */
  readonly other: string | undefined;
  /** Bank that keeps it; on its own it stands for the bank's own account. */
  readonly bic: string | undefined;
}

const alias = field("the alias of an organisation, such as orion-motors", (text) => {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) throw new Error("is no alias");
  return text;
});

const ENTRY = section({
  organisation: alias,
  account: address,
  iban: field("an IBAN", parseIban).optional(),
  other: field("an account number of at most 34 characters", (text) => {
    if (text === "" || text.length > 34) throw new Error(`has ${text.length} characters`);
    return text;
  }).optional(),
  bic: field("a BIC", parseBic).optional(),
});

const FILE = section({ accounts: list(ENTRY, "accounts") });

/** Which account of the ledger an account of a message is. Nothing is guessed: what is not listed is unknown. */
export class AccountBook {
  readonly entries: readonly BookEntry[];

  constructor(entries: readonly BookEntry[]) {
    this.entries = entries;
  }

  /**
   * The entry of an account.
   *
   * @param agent Bank that keeps it; where both the book and the message name one, it must be the same.
   */
  find(account: Account | undefined, agent: Party | undefined): BookEntry | undefined {
    if (account?.iban !== undefined) return this.entries.find(({ iban }) => iban === account.iban);
    const number = account?.other?.id;
    if (number === undefined) return undefined;
    const named = this.entries.filter(({ other }) => other === number);
    return named.find(
      ({ bic }) => bic === undefined || agent?.bic === undefined || bicKey(bic) === bicKey(agent.bic),
    );
  }

  /** The own account of a bank. */
  findBank({ bic: code }: Pick<Party, "bic">): BookEntry | undefined {
    if (code === undefined) return undefined;
    return this.entries.find(
      ({ iban, other, bic }) =>
        iban === undefined && other === undefined && bic !== undefined && bicKey(bic) === bicKey(code),
    );
  }

  /** Alias of the bank that keeps an account of the ledger, if the book says so and has that bank's own account. */
  keeperOf(account: string): string | undefined {
    const bics = this.entries.filter((entry) => entry.account === account).flatMap(({ bic }) => bic ?? []);
    return bics.map((bic) => this.findBank({ bic })?.organisation).find((alias) => alias !== undefined);
  }

  /** How banks know an account of the ledger: its first entry. */
  entryOf(account: string): BookEntry | undefined {
    return this.entries.find((entry) => entry.account === account);
  }
}

/**
 * Reads an address book.
 *
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readAccounts(path: string): Promise<AccountBook> {
  return parseAccounts(await readText(path), path);
}

/** As `readAccounts`, from a text. */
export function parseAccounts(text: string, source: string): AccountBook {
  const { data } = parseYaml(text, source, FILE, { sound: checkEntries });
  return new AccountBook(data.accounts.map(toEntry));
}

function toEntry({ organisation, account, iban, other, bic }: z.output<typeof ENTRY>): BookEntry {
  return { organisation, account, iban, other, bic };
}

function checkEntries({ accounts }: z.output<typeof FILE>, report: Report): void {
  const seen = new Map<string, number>();
  accounts.forEach(({ iban, other, bic }, index) => {
    if (iban === undefined && other === undefined && bic === undefined) {
      report(["accounts", index], "names no account; expected iban, other or bic");
      return;
    }
    if (iban !== undefined && other !== undefined)
      report(["accounts", index], "has an iban and another number; expected one");
    const key = iban ?? `${other ?? ""}@${bic === undefined ? "" : bicKey(bic)}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else report(["accounts", index], `is the account of accounts[${first}] already`);
  });
}
