import { decodeBytes32String, type Interface, type TransactionDescription, ZeroAddress } from "ethers";
import { formatInstant } from "../common/dates.ts";
import type { Alliance } from "./connect.ts";
import { officeName } from "./names.ts";
import { CAPABILITIES, namesOf } from "./vocabulary.ts";

/** A call that the timelock makes when a proposal is executed. */
export interface ProposedCall {
  readonly target: string;
  /** Wei. */
  readonly value: bigint;
  readonly calldata: string;
}

/** A member by number and name, as far as it must be known to speak of it. */
export interface MemberName {
  readonly id: number;
  readonly name: string;
}

interface Words {
  contract: string;
  call: TransactionDescription;
  /** Name of a member, or its number when the name is not known. */
  member(orgId: bigint): string;
  /** Which validator set an address is. */
  set(address: string): string;
}

/**
 * Says in words what a call of a proposal would do.
 *
 * @param members Names to use for organisations; others appear by number.
 * @example describeCall(alliance, call, state.members) // "Suspend Kappa Fasteners"
 */
export function describeCall(
  alliance: Alliance,
  call: ProposedCall,
  members: readonly MemberName[] = [],
): string {
  const value = call.value === 0n ? "" : `, sending ${call.value} wei`;
  const known = contractAt(alliance, call.target);
  const parsed = known?.interface.parseTransaction({ data: call.calldata }) ?? null;
  if (known === undefined || parsed === null) return `${describeUnknown(call)}${value}`;
  const words: Words = {
    contract: known.name,
    call: parsed,
    member: (orgId) => members.find(({ id }) => BigInt(id) === orgId)?.name ?? `organisation ${orgId}`,
    set: (address) => (isAt(alliance.rescueValidatorSet, address) ? "rescue validators" : "validators"),
  };
  const describe = sentences[`${known.name}.${parsed.name}`] ?? describeGenerally;
  return `${describe(words, parsed.args)}${value}`;
}

// biome-ignore lint/suspicious/noExplicitAny: arguments decoded by an ABI, named as in the contract
const sentences: Readonly<Record<string, (words: Words, args: any) => string>> = {
  "registry.admit": (_, { application: { name, capabilities, kycExpiresAt, admin } }) =>
    `Admit ${name} as ${capabilityList(capabilities)}, KYC until ${date(kycExpiresAt)}, first admin ${admin}`,
  "registry.suspend": ({ member }, { orgId }) => `Suspend ${member(orgId)}`,
  "registry.reinstate": ({ member }, { orgId }) => `Reinstate ${member(orgId)}`,
  "registry.expel": ({ member }, { orgId }) => `Expel ${member(orgId)} for good`,
  "registry.setCapabilities": ({ member }, { orgId, capabilities }) =>
    `Let ${member(orgId)} act as ${capabilityList(capabilities)}`,
  "registry.replaceAdmin": ({ member }, { orgId, lost, replacement }) =>
    `Replace the lost admin ${lost} of ${member(orgId)} by ${replacement}`,
  "registry.appointValidator": ({ member, set }, { set: address, orgId, validator }) =>
    `Add node ${validator} of ${member(orgId)} to the ${set(address)}`,
  "registry.retireValidator": ({ set }, { set: address, validator }) =>
    `Remove node ${validator} from the ${set(address)}`,
  "directory.set": (_, { name, target }) =>
    target === ZeroAddress
      ? `Withdraw "${decodeBytes32String(name)}" from the directory`
      : `Enter "${decodeBytes32String(name)}" into the directory at ${target}`,
  "accessManager.grantRole": (_, { roleId, account, executionDelay }) =>
    `Give ${account} the ${office(roleId)}${executionDelay > 0n ? `, acts waiting ${executionDelay} s` : ""}`,
  "accessManager.revokeRole": (_, { roleId, account }) => `Take the ${office(roleId)} from ${account}`,
  "timelock.updateDelay": (_, { newDelay }) =>
    `Let passed proposals wait ${newDelay} s before they take effect`,
  "governor.setVotingDelay": (_, { newVotingDelay }) =>
    `Let votes begin ${newVotingDelay} s after a proposal`,
  "governor.setVotingPeriod": (_, { newVotingPeriod }) => `Let votes last ${newVotingPeriod} s`,
};

function describeGenerally({ contract, call }: Words): string {
  const args = call.fragment.inputs.map(({ name }, index) => `${name}: ${call.args[index]}`);
  return `Call ${contract}.${call.name}(${args.join(", ")})`;
}

function describeUnknown({ target, calldata }: ProposedCall): string {
  const bytes = (calldata.length - 2) / 2;
  if (bytes === 0) return `Call ${target} without data`;
  return `Call ${target} with ${bytes} bytes of data that begin with ${calldata.slice(0, 10)}`;
}

function contractAt(alliance: Alliance, target: string): { name: string; interface: Interface } | undefined {
  const entries = Object.entries(alliance) as [keyof Alliance, Alliance[keyof Alliance]][];
  const found = entries.find(([, contract]) => isAt(contract, target));
  return found === undefined ? undefined : { name: found[0], interface: found[1].interface };
}

function isAt(contract: Alliance[keyof Alliance], address: string): boolean {
  return String(contract.target).toLowerCase() === address.toLowerCase();
}

function capabilityList(bits: bigint): string {
  return namesOf(CAPABILITIES, Number(bits)).join(", ") || "nothing";
}

function office(roleId: bigint): string {
  const name = officeName(roleId);
  return name === undefined ? `role ${roleId}` : `${name} office`;
}

function date(seconds: bigint): string {
  return formatInstant(Number(seconds));
}
