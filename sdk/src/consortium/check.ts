import { mapConcurrently } from "../common/concurrency.ts";
import type { ValidatorSet } from "../generated/contracts/index.ts";
import { type Alliance, providerOf } from "./connect.ts";
import { nameOf, STATUSES } from "./names.ts";
import {
  type AccountState,
  type AllianceState,
  type MemberState,
  type SeatState,
  statusAt,
} from "./state.ts";
import { RIGHTS } from "./vocabulary.ts";

/** Something in which the replayed state and the chain disagree. */
export interface Difference {
  /** What it is about, such as `member 3 capabilities`. */
  readonly subject: string;
  /** According to the log. */
  readonly expected: string;
  /** According to the chain. */
  readonly found: string;
}

/**
 * Compares a replayed state with what the contracts answer at the latest block. A change between reading the
 * log and this call shows as a difference of `log sequence`.
 *
 * @returns All differences; none if the two agree.
 */
export async function checkAgainstChain(state: AllianceState, alliance: Alliance): Promise<Difference[]> {
  const provider = providerOf(alliance.registry.runner);
  const now = (await provider.getBlock("latest"))?.timestamp ?? 0;
  const differences = await Promise.all([
    checkCounts(state, alliance),
    checkSet("validatorSet", state.validators, alliance.validatorSet),
    checkSet("rescueValidatorSet", state.rescueValidators, alliance.rescueValidatorSet),
    ...(await mapConcurrently(state.members, (member) => checkMember(member, alliance, now))),
    ...(await mapConcurrently(accountsOf(state), ([member, account]) =>
      checkAccount(member, account, alliance),
    )),
    ...(await mapConcurrently(nodesOf(state), ([member, address]) => checkNode(member, address, alliance))),
  ]);
  return differences.flat();
}

async function checkCounts(state: AllianceState, { registry }: Alliance): Promise<Difference[]> {
  const [count, { sequence, head }] = await Promise.all([registry.organisationCount(), registry.logTip()]);
  return compare("log", {
    sequence: [state.sequence, sequence],
    head: [state.head, head],
    organisations: [state.members.length, count],
  });
}

async function checkMember(member: MemberState, { registry }: Alliance, now: number): Promise<Difference[]> {
  const [record, status, emergencyUntil] = await Promise.all([
    registry.organisationOf(member.id),
    registry.statusOf(member.id),
    registry.emergencyUntil(member.id),
  ]);
  const inUse = member.accounts.filter(({ rights }) => rights !== 0);
  const admins = inUse.filter(
    ({ rights, frozenByOrganisation }) => rights & RIGHTS.admin && !frozenByOrganisation,
  );
  return compare(`member ${member.id}`, {
    status: [statusAt(member, now), nameOf(STATUSES, status)],
    capabilities: [member.capabilities, record.capabilities],
    kycExpiresAt: [member.kycExpiresAt, record.kycExpiresAt],
    admittedAt: [member.isFounder ? record.admittedAt : member.admittedAt, record.admittedAt],
    suspendedAt: [member.suspendedAt, record.suspendedAt],
    expelledAt: [member.expelledAt, record.expelledAt],
    emergencyUntil: [member.emergencyUntil, emergencyUntil],
    accounts: [inUse.length, record.accountCount],
    admins: [admins.length, record.adminCount],
    nodes: [member.nodes.length, record.nodeCount],
  });
}

async function checkAccount(
  member: MemberState,
  account: AccountState,
  { registry }: Alliance,
): Promise<Difference[]> {
  const record = await registry.accountOf(account.address);
  return compare(`account ${account.address}`, {
    organisation: [member.id, record.orgId],
    rights: [account.rights, record.rights],
    frozenByOrganisation: [account.frozenByOrganisation, record.frozenByOrganisation],
    frozenByCompliance: [account.frozenByCompliance, record.frozenByCompliance],
  });
}

async function checkNode(
  member: MemberState,
  address: string,
  { registry }: Alliance,
): Promise<Difference[]> {
  return compare(`node ${address}`, {
    organisation: [member.id, await registry.organisationOfNode(address)],
  });
}

async function checkSet(name: string, seats: readonly SeatState[], set: ValidatorSet): Promise<Difference[]> {
  const listed = await set.getValidators();
  const organisations = await mapConcurrently(
    listed,
    async (validator) => (await set.validatorOf(validator)).orgId,
  );
  return compare(name, {
    validators: [
      seats.map(({ validator, memberId }) => `${validator} of ${memberId}`).sort(),
      listed.map((validator, index) => `${validator} of ${organisations[index]}`).sort(),
    ],
  });
}

function accountsOf({ members }: AllianceState): [MemberState, AccountState][] {
  return members.flatMap((member) =>
    member.accounts.map((account): [MemberState, AccountState] => [member, account]),
  );
}

function nodesOf({ members }: AllianceState): [MemberState, string][] {
  return members.flatMap((member) =>
    member.nodes.map(({ address }): [MemberState, string] => [member, address]),
  );
}

/** Pairs of expected and found values, by what they are. */
function compare(
  subject: string,
  facts: Readonly<Record<string, readonly [unknown, unknown]>>,
): Difference[] {
  return Object.entries(facts)
    .map(([fact, [expected, found]]) => ({
      subject: `${subject} ${fact}`,
      expected: String(expected),
      found: String(found),
    }))
    .filter(({ expected, found }) => expected !== found);
}
