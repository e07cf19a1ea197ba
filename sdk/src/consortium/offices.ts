import { FunctionFragment } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { findLogs } from "../common/logs.ts";
import { type Alliance, providerOf } from "./connect.ts";
import { readLog } from "./log.ts";
import { OFFICE_ROLES, type OfficeName } from "./predeploys.ts";
import { replay } from "./replay.ts";

/** An office of the alliance. */
export interface Office {
  readonly office: OfficeName;
  /** Role of the access manager. */
  readonly role: bigint;
  readonly holders: readonly OfficeHolder[];
  /** Functions of the register that it may call. */
  readonly calls: readonly string[];
}

/** An account that holds an office. */
export interface OfficeHolder {
  readonly account: string;
  /** How long each of its acts waits, in view of all, before it can be executed. */
  readonly delaySeconds: number;
}

/**
 * Reads who holds the offices and what they may call. The access manager keeps no list of holders, so it is asked for
 * every account that ever acted for a member and every account that an office was ever given to.
 */
export async function readOffices(alliance: Alliance): Promise<Office[]> {
  const candidates = await candidateHolders(alliance);
  const offices = Object.entries(OFFICE_ROLES) as [OfficeName, bigint][];
  return mapConcurrently(
    offices,
    async ([office, role]) => ({
      office,
      role,
      holders: await holdersOf(alliance, role, candidates),
      calls: await callsOf(alliance, role),
    }),
    1,
  );
}

async function candidateHolders(alliance: Alliance): Promise<string[]> {
  const { accessManager } = alliance;
  const { members } = replay(await readLog(alliance));
  const granted = await findLogs(providerOf(accessManager.runner), {
    address: await accessManager.getAddress(),
    topics: [accessManager.interface.getEvent("RoleGranted").topicHash],
  });
  const accounts = [
    ...members.flatMap((member) => member.accounts.map(({ address }) => address)),
    ...granted.map(({ data, topics }) => accessManager.interface.decodeEventLog("RoleGranted", data, topics).account),
  ];
  return [...new Set<string>(accounts)];
}

async function holdersOf(
  { accessManager }: Alliance,
  role: bigint,
  candidates: readonly string[],
): Promise<OfficeHolder[]> {
  const answers = await mapConcurrently(candidates, async (account) => {
    const [isMember, delay] = await accessManager.hasRole(role, account);
    return { isMember, holder: { account, delaySeconds: Number(delay) } };
  });
  return answers.filter(({ isMember }) => isMember).map(({ holder }) => holder);
}

async function callsOf({ accessManager, registry }: Alliance, role: bigint): Promise<string[]> {
  const target = await registry.getAddress();
  const writes = registry.interface.fragments
    .filter((fragment) => fragment instanceof FunctionFragment)
    .filter(({ constant }) => !constant);
  const roles = await mapConcurrently(writes, ({ selector }) => accessManager.getTargetFunctionRole(target, selector));
  return writes.filter((_, index) => roles[index] === role).map(({ name }) => name);
}
