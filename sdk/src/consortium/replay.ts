import { computeAddress } from "ethers";
import type { ChangeLog, FoundingOrganisation, LogEntry, LogEventName, LogEvents } from "./log-events.ts";
import { aliasOf } from "./names.ts";
import type { AccountState, AllianceState, MemberState, NodeState, SeatState } from "./state.ts";
import { RIGHTS, SEATS } from "./vocabulary.ts";

/** What is being rebuilt. */
interface Draft {
  members: MemberState[];
  seats: Map<string, SeatState[]>;
}

type Handlers = {
  [Name in LogEventName]: (draft: Draft, args: LogEvents[Name], timestamp: number) => void;
};

/** Rebuilds the alliance from a verified log. Pure: the same log gives the same state. */
export function replay(log: ChangeLog): AllianceState {
  const draft: Draft = { members: [], seats: new Map() };
  const sets = { [SEATS.validator]: log.validatorSet, [SEATS.rescue]: log.rescueValidatorSet };
  for (const founder of log.founders) found(draft, founder, sets);
  for (const entry of log.entries) apply(draft, entry);
  return {
    members: draft.members,
    validators: seatsOf(draft, log.validatorSet),
    rescueValidators: seatsOf(draft, log.rescueValidatorSet),
    sequence: BigInt(log.entries.length),
    head: log.head,
  };
}

const handlers: Handlers = {
  OrganisationAdmitted(draft, { application }, timestamp) {
    const member = enrol(draft, application, timestamp);
    member.accounts.push(account(application.admin, RIGHTS.admin | RIGHTS.operator));
  },
  OrganisationSuspended(draft, { orgId }, timestamp) {
    const member = memberOf(draft, orgId);
    member.suspendedAt = timestamp;
    endEmergency(member, timestamp);
  },
  OrganisationEmergencySuspended(draft, { orgId, until }) {
    memberOf(draft, orgId).emergencyUntil = Number(until);
  },
  OrganisationReinstated(draft, { orgId }, timestamp) {
    const member = memberOf(draft, orgId);
    member.suspendedAt = 0;
    endEmergency(member, timestamp);
  },
  OrganisationExpelled(draft, { orgId }, timestamp) {
    const member = memberOf(draft, orgId);
    member.expelledAt = timestamp;
    endEmergency(member, timestamp);
  },
  CapabilitiesChanged(draft, { orgId, capabilities }) {
    memberOf(draft, orgId).capabilities = Number(capabilities);
  },
  KycRenewed(draft, { orgId, expiresAt }) {
    memberOf(draft, orgId).kycExpiresAt = Number(expiresAt);
  },
  AccountAdded(draft, { orgId, account: address, rights }) {
    memberOf(draft, orgId).accounts.push(account(address, Number(rights)));
  },
  AccountRemoved(draft, { orgId, account: address }) {
    accountOf(draft, orgId, address).rights = 0;
  },
  AccountRotated(draft, { orgId, account: address, replacement }) {
    replaceAccount(draft, orgId, address, replacement);
  },
  AdminReplaced(draft, { orgId, lost, replacement }) {
    replaceAccount(draft, orgId, lost, replacement);
  },
  AccountFrozen(draft, { orgId, account: address, byOrganisation }) {
    accountOf(draft, orgId, address)[freezeOf(byOrganisation)] = true;
  },
  AccountUnfrozen(draft, { orgId, account: address, byOrganisation }) {
    accountOf(draft, orgId, address)[freezeOf(byOrganisation)] = false;
  },
  NodeAdded(draft, { orgId, publicKey, endpoint }) {
    memberOf(draft, orgId).nodes.push(node(publicKey, endpoint));
  },
  NodeRemoved(draft, { orgId, node: address }) {
    removeWhere(memberOf(draft, orgId).nodes, (each) => each.address === address);
  },
  ValidatorAppointed(draft, { orgId, validator, set }) {
    seatsOf(draft, set).push({ validator, memberId: Number(orgId) });
  },
  ValidatorRetired(draft, { validator, set }) {
    removeWhere(seatsOf(draft, set), (seat) => seat.validator === validator);
  },
  ValidatorSwapped(draft, { orgId, validator, replacement, set }) {
    removeWhere(seatsOf(draft, set), (seat) => seat.validator === validator);
    seatsOf(draft, set).push({ validator: replacement, memberId: Number(orgId) });
  },
};

function apply(draft: Draft, { event, timestamp }: LogEntry): void {
  const handle = handlers[event.name] as (draft: Draft, args: typeof event.args, timestamp: number) => void;
  handle(draft, event.args, timestamp);
}

function found(draft: Draft, founder: FoundingOrganisation, sets: Readonly<Record<number, string>>): void {
  const member = enrol(draft, founder, 0);
  for (const { account: address, rights } of founder.accounts)
    member.accounts.push(account(address, Number(rights)));
  for (const { publicKey, endpoint, seat } of founder.nodes) {
    const added = node(publicKey, endpoint);
    member.nodes.push(added);
    const set = sets[Number(seat)];
    if (set !== undefined) seatsOf(draft, set).push({ validator: added.address, memberId: member.id });
  }
}

type Enrolment = Pick<FoundingOrganisation, "name" | "legalId" | "capabilities" | "kycExpiresAt">;

function enrol(
  draft: Draft,
  { name, legalId, capabilities, kycExpiresAt }: Enrolment,
  admittedAt: number,
): MemberState {
  const id = draft.members.length + 1;
  const member: MemberState = {
    id,
    name,
    alias: freeAlias(draft, name, id),
    legalId,
    capabilities: Number(capabilities),
    kycExpiresAt: Number(kycExpiresAt),
    admittedAt,
    isFounder: admittedAt === 0,
    suspendedAt: 0,
    expelledAt: 0,
    emergencyUntil: 0,
    accounts: [],
    nodes: [],
  };
  draft.members.push(member);
  return member;
}

/** A later member whose name yields an alias that is taken gets its number behind it. */
function freeAlias({ members }: Draft, name: string, id: number): string {
  let alias = aliasOf(name);
  while (members.some((member) => member.alias === alias)) alias = `${alias}-${id}`;
  return alias;
}

function account(address: string, rights: number): AccountState {
  return { address, rights, frozenByOrganisation: false, frozenByCompliance: false };
}

function node(publicKey: string, endpoint: string): NodeState {
  return { address: computeAddress(`0x04${publicKey.slice(2)}`), publicKey, endpoint };
}

/**
 * As the register does it: a freeze by the compliance office follows the rights, one by the organisation does
 * not.
 */
function replaceAccount(draft: Draft, orgId: bigint, address: string, replacement: string): void {
  const former = accountOf(draft, orgId, address);
  const { rights, frozenByCompliance } = former;
  memberOf(draft, orgId).accounts.push({ ...account(replacement, rights), frozenByCompliance });
  former.rights = 0;
}

function freezeOf(byOrganisation: boolean): "frozenByOrganisation" | "frozenByCompliance" {
  return byOrganisation ? "frozenByOrganisation" : "frozenByCompliance";
}

function memberOf({ members }: Draft, orgId: bigint): MemberState {
  return members[Number(orgId) - 1] as MemberState;
}

function accountOf(draft: Draft, orgId: bigint, address: string): AccountState {
  return memberOf(draft, orgId).accounts.find((each) => each.address === address) as AccountState;
}

function seatsOf({ seats }: Draft, set: string): SeatState[] {
  const found = seats.get(set) ?? [];
  seats.set(set, found);
  return found;
}

function removeWhere<Item>(items: Item[], matches: (item: Item) => boolean): void {
  const index = items.findIndex(matches);
  if (index >= 0) items.splice(index, 1);
}

/** A vote, whichever way it went, ends an emergency suspension. */
function endEmergency(member: MemberState, at: number): void {
  member.emergencyUntil = Math.min(member.emergencyUntil, at);
}
