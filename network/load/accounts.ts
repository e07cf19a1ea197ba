import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { send } from "@guildhall/sdk";
import { type Alliance, type MemberState, RIGHTS, signAccountConsent } from "@guildhall/sdk/consortium";
import { HDNodeWallet, hexlify, type Signer } from "ethers";
import { LoadImpossible } from "./error.ts";

/** Where the seed of all keys of a load lies in its folder. */
const SEED = "load/seed";

/** Most accounts that one organisation may have in use; the register refuses more. */
const MOST_ACCOUNTS = 256;

/**
 * The accounts of a load: derived from a seed that is drawn once and kept in the folder, readable by its owner only, so that
 * each run finds the accounts of the one before.
 *
 * @param folder Holds `load/seed`; made if it is not there.
 * @param organisation Number of the member for which they act, 0 for nobody: each has accounts of its own.
 * @throws LoadImpossible when the file holds no seed.
 */
export async function loadAccounts(
  folder: string,
  organisation: number,
  count: number,
): Promise<HDNodeWallet[]> {
  const root = HDNodeWallet.fromSeed(await readSeed(join(folder, SEED)));
  const branch = root.derivePath(`44'/60'/${organisation}'/0`);
  return Array.from({ length: count }, (_, index) => branch.deriveChild(index));
}

async function readSeed(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, `${hexlify(randomBytes(32))}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const seed = (await readFile(path, "utf8")).trim();
  if (/^0x[0-9a-f]{64}$/.test(seed)) return seed;
  throw new LoadImpossible(
    `${path} does not hold the seed of a load.`,
    "Move it away; the next run draws a new one and registers new accounts.",
    { path },
  );
}

/**
 * Makes accounts operators of a member, as far as they are not yet.
 *
 * @param admin An admin of the member.
 * @param onProgress Told how many were added.
 * @throws LoadImpossible when one was removed or is frozen, or the organisation has no room for them; errors of `send`.
 */
export async function registerOperators(
  { registry }: Alliance,
  member: MemberState,
  admin: Signer,
  accounts: readonly HDNodeWallet[],
  onProgress: (added: number) => void,
): Promise<void> {
  const missing = missingOf(member, accounts);
  let added = 0;
  await Promise.all(
    missing.map(async (account) => {
      const rights = RIGHTS.operator;
      const consent = { orgId: member.id, account: account.address, rights };
      const { deadline, signature } = await signAccountConsent(account, registry, consent);
      await send(
        admin,
        await registry.addAccount.populateTransaction(account.address, rights, deadline, signature),
      );
      onProgress(++added);
    }),
  );
}

function missingOf(member: MemberState, accounts: readonly HDNodeWallet[]): HDNodeWallet[] {
  const known = new Map(member.accounts.map((record) => [record.address, record]));
  const missing = accounts.filter(({ address }) => !known.has(address));
  const used = member.accounts.filter(({ rights }) => rights !== 0).length;
  if (used + missing.length > MOST_ACCOUNTS) {
    throw new LoadImpossible(
      `${member.name} has ${used} accounts, and ${missing.length} more would exceed the ${MOST_ACCOUNTS} it may have.`,
      `Take fewer with --accounts, ${accounts.length - missing.length + MOST_ACCOUNTS - used} at most, or another member with --as.`,
      { member: member.alias, used, missing: missing.length },
    );
  }
  const unusable = accounts
    .map(({ address }) => known.get(address))
    .find(
      (record) =>
        record !== undefined &&
        (record.rights === 0 || record.frozenByOrganisation || record.frozenByCompliance),
    );
  if (unusable === undefined) return missing;
  throw new LoadImpossible(
    `The account ${unusable.address} of an earlier load ${unusable.rights === 0 ? "was removed" : "is frozen"}.`,
    "Move the seed of the load (load/seed in the bundle) away; the next run draws a new one.",
    { account: unusable.address },
  );
}
