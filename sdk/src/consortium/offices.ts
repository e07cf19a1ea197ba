import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { type Alliance, providerOf } from "./connect.ts";
import { OFFICE_ROLES, type OfficeName } from "./predeploys.ts";
import type { AllianceState } from "./state.ts";

/** Functions of the register that each office may call. */
const OFFICE_CALLS = {
  registrar: ["renewKyc"],
  compliance: ["complianceFreeze", "complianceUnfreeze"],
} as const satisfies Record<OfficeName, readonly string[]>;

/** An office, who holds it, and what it may call. */
export interface OfficeState {
  readonly office: OfficeName;
  readonly role: bigint;
  readonly holders: readonly OfficeHolder[];
  /** Functions of the register. */
  readonly calls: readonly string[];
}

/** A holder of an office. */
export interface OfficeHolder {
  readonly account: string;
  /** Seconds that each of its acts waits before it can be executed. */
  readonly delaySeconds: number;
}

/** The offices and their holders: members' accounts, and whoever was granted an office since founding. */
export async function readOffices(alliance: Alliance, state: AllianceState): Promise<OfficeState[]> {
  const accounts = state.members.flatMap((member) => member.accounts.map(({ address }) => address));
  const candidates = [...new Set([...accounts, ...(await readGrantees(alliance))])];
  const offices = Object.keys(OFFICE_ROLES) as OfficeName[];
  return Promise.all(
    offices.map(async (office) => ({
      office,
      role: OFFICE_ROLES[office],
      holders: await readHolders(alliance, OFFICE_ROLES[office], candidates),
      calls: OFFICE_CALLS[office],
    })),
  );
}

async function readHolders(
  { accessManager }: Alliance,
  role: bigint,
  candidates: string[],
): Promise<OfficeHolder[]> {
  const holders = await mapConcurrently(candidates, async (account) => {
    const { isMember, executionDelay } = await accessManager.hasRole(role, account);
    return isMember ? [{ account, delaySeconds: Number(executionDelay) }] : [];
  });
  return holders.flat();
}

/** Founding leaves no events, later grants do. */
async function readGrantees({ accessManager }: Alliance): Promise<string[]> {
  const events = await queryChain(providerOf(accessManager.runner), ({ from, to }) =>
    accessManager.queryFilter(accessManager.filters.RoleGranted(), from, to),
  );
  return events.map(({ args }) => args.account);
}
