import {
  type AccountState,
  type AllianceState,
  aliasOf,
  type MemberState,
  type OfficeName,
  RIGHTS,
  type RightName,
  readOffices,
  statusAt,
} from "@guildhall/sdk/consortium";
import { getAddress, isHexString, type Signer, Wallet } from "ethers";
import { parseAddress } from "./arguments.ts";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";
import { findMember } from "./members.ts";
import { readVariable } from "./variables.ts";

/**
 * The account with which a member signs: one of its accounts that has `right`, whose key is in the configuration variable
 * `GUILDHALL_KEY_<ALIAS>` or, as after a rotation, in `GUILDHALL_KEY_<ADDRESS>` (Hardhat keystore or environment), or which the
 * node itself holds unlocked, as development nodes do.
 *
 * @param as Alias, number or name of a member, or the address of an account.
 * @throws TaskError when nobody is named, the member is unknown, or no key is at hand. There is no fallback to the key of another account.
 */
export async function signerOf(
  context: Context,
  as: string | undefined,
  right: RightName = "admin",
): Promise<Signer> {
  if (as === undefined) {
    throw new TaskError(
      "Nobody is named to sign.",
      "Say which organisation signs: --as <alias>, for example --as nordgrid.",
    );
  }
  if (isHexString(as, 20)) return signerOfAccount(context, parseAddress("--as", as));
  return memberSigner(context, findMember(await context.readState(), as), right);
}

/** As `signerOf`, for a member that is known already. */
export async function memberSigner(context: Context, member: MemberState, right: RightName): Promise<Signer> {
  const usable = accountsWith(member, right).map(({ address }) => address);
  const unlocked = await unlockedAccounts(context);
  const held = usable.find((address) => unlocked.has(address));
  if (held !== undefined) return context.provider.getSigner(held);

  const variable = keyVariableOf(member.alias);
  const key = await readVariable(context.hre, variable);
  const wallet = key === undefined ? undefined : walletOf(variable, key, context);
  if (wallet !== undefined && usable.includes(wallet.address)) return wallet;
  for (const address of usable) {
    const own = await walletInVariable(context, address);
    if (own !== undefined) return own;
  }
  if (wallet === undefined) {
    throw new TaskError(
      `No key of ${member.name} is at hand: the node holds none of its ${right} accounts and ${variable} is not set.`,
      `Store the key once with \`npx hardhat keystore set ${variable}\`, or set the environment variable of that name.`,
    );
  }
  throw new TaskError(
    `The key in ${variable} belongs to ${wallet.address}, which is no ${right} account of ${member.name}.`,
    `Its ${right} accounts are ${usable.join(", ") || "none"}; \`member show ${member.alias}\` lists all.`,
  );
}

/** The members that can vote and whose keys are at hand, in order of their numbers. */
export async function availableVoters(context: Context): Promise<{ alias: string; signer: Signer }[]> {
  const [{ members }, head] = await Promise.all([context.readState(), context.provider.getBlock("latest")]);
  const active = members.filter(
    (member) =>
      statusAt(member, head?.timestamp ?? 0) === "active" &&
      accountsWith(member, "admin").some((account) => !isFrozen(account)),
  );
  const voters = await Promise.all(
    active.map(async (member) => {
      const signer = await memberSigner(context, member, "admin").catch(() => undefined);
      return signer === undefined ? [] : [{ alias: member.alias, signer }];
    }),
  );
  return voters.flat();
}

/** The account with which a member holds an office; the office's holders may be any accounts of the member. */
export async function officeSigner(
  context: Context,
  as: string | undefined,
  office: OfficeName,
): Promise<Signer> {
  if (as === undefined || isHexString(as, 20)) return signerOf(context, as);
  const state = await context.readState();
  const member = findMember(state, as);
  const offices = await readOffices(context.alliance, state);
  const holders = offices.find((each) => each.office === office)?.holders.map(({ account }) => account) ?? [];
  const held = member.accounts.find(({ address }) => holders.includes(address));
  if (held !== undefined) return signerOfAccount(context, held.address);
  throw new TaskError(
    `${member.name} does not hold the office "${office}".`,
    `Its holders are ${holders.join(", ") || "nobody"}; \`role list\` shows them.`,
  );
}

/** The admin account of an applicant: unlocked at the node, or its key in `GUILDHALL_KEY_<ALIAS>`. */
export async function applicantSigner(context: Context, name: string, admin: string): Promise<Signer> {
  return accountSigner(context, admin, [keyVariableOf(aliasOf(name)), keyVariableOf(admin.slice(2))]);
}

/**
 * The signer of one account: unlocked at the node, or its key in `GUILDHALL_KEY_<ADDRESS>` (upper case, without 0x), or in
 * the variable of the member it acts for.
 */
export async function signerOfAccount(context: Context, account: string): Promise<Signer> {
  const address = getAddress(account);
  const member = ownerOf(await context.readState(), address);
  return accountSigner(context, address, [
    keyVariableOf(address.slice(2)),
    ...(member === undefined ? [] : [keyVariableOf(member.alias)]),
  ]);
}

async function accountSigner(
  context: Context,
  address: string,
  variables: readonly string[],
): Promise<Signer> {
  if ((await unlockedAccounts(context)).has(address)) return context.provider.getSigner(address);
  for (const variable of variables) {
    const key = await readVariable(context.hre, variable);
    if (key === undefined) continue;
    const wallet = walletOf(variable, key, context);
    if (wallet.address === address) return wallet;
  }
  throw new TaskError(
    `No key of ${address} is at hand: the node does not hold it, and it is in none of ${variables.join(", ")}.`,
    `Store the key with \`npx hardhat keystore set ${variables[0]}\`.`,
  );
}

/** The wallet of an account whose key is in the variable that its address names. */
async function walletInVariable(context: Context, address: string): Promise<Wallet | undefined> {
  const variable = keyVariableOf(address.slice(2));
  const key = await readVariable(context.hre, variable);
  const wallet = key === undefined ? undefined : walletOf(variable, key, context);
  return wallet?.address === address ? wallet : undefined;
}

/** The accounts of a member that have `right`; the frozen ones, which can do nothing, last. */
function accountsWith({ accounts }: MemberState, right: RightName): AccountState[] {
  return accounts
    .filter(({ rights }) => (rights & RIGHTS[right]) !== 0)
    .sort((a, b) => Number(isFrozen(a)) - Number(isFrozen(b)));
}

function isFrozen({ frozenByOrganisation, frozenByCompliance }: AccountState): boolean {
  return frozenByOrganisation || frozenByCompliance;
}

/** Accounts for which the node itself signs; none on a production node. */
async function unlockedAccounts(context: Context): Promise<ReadonlySet<string>> {
  const accounts = (await context.provider.send("eth_accounts", [])) as string[];
  return new Set(accounts.map((account) => getAddress(account)));
}

function keyVariableOf(alias: string): string {
  return `GUILDHALL_KEY_${alias.toUpperCase().replaceAll("-", "_")}`;
}

function walletOf(variable: string, key: string, context: Context): Wallet {
  try {
    return new Wallet(key, context.provider);
  } catch {
    throw new TaskError(
      `${variable} does not hold a private key.`,
      "Give 32 bytes as 64 hex digits, with or without 0x.",
    );
  }
}

function ownerOf(state: AllianceState, account: string): MemberState | undefined {
  return state.members.find(({ accounts }) => accounts.some(({ address }) => address === account));
}
