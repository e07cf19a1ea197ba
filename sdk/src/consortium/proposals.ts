import {
  AbiCoder,
  type AddressLike,
  encodeBytes32String,
  id,
  keccak256,
  type TransactionRequest,
} from "ethers";
import type { Alliance } from "./connect.ts";
import { describeCall, type MemberName, type ProposedCall } from "./describe.ts";
import { OFFICE_ROLES, type OfficeName } from "./predeploys.ts";
import type { Signature } from "./signatures.ts";

/** What is put to the vote, in the form the governor takes. */
export interface Proposal {
  readonly targets: string[];
  /** Wei, one per target. */
  readonly values: bigint[];
  readonly calldatas: string[];
  /** First line of the description. */
  readonly title: string;
  /** Title and reasons. Its keccak256 is part of the proposal's id. */
  readonly description: string;
}

/** What an applicant applied with. */
export interface Application {
  readonly name: string;
  /** Digest of the legal identity, see `legalIdDigest`. */
  readonly legalId: string;
  /** Bits of `CAPABILITIES`. */
  readonly capabilities: bigint | number;
  /** Seconds since 1970, UTC. */
  readonly kycExpiresAt: bigint | number;
  readonly admin: string;
}

/** One of the two validator sets of an alliance. */
export type ValidatorSetName = "validatorSet" | "rescueValidatorSet";

/** Proposes to admit an applicant on exactly the terms it applied with. */
export function admissionProposal(alliance: Alliance, application: Application, reasons = ""): Proposal {
  const call = registryCall(alliance, (registry) => registry.encodeFunctionData("admit", [application]));
  return propose(alliance, [call], [], reasons);
}

/**
 * Proposes to suspend a member, or to confirm its emergency suspension. The digest of the reasons goes on the
 * ledger.
 */
export function suspensionProposal(alliance: Alliance, member: MemberName, reasons: string): Proposal {
  const call = registryCall(alliance, (registry) =>
    registry.encodeFunctionData("suspend", [member.id, reasonDigest(reasons)]),
  );
  return propose(alliance, [call], [member], reasons);
}

/** Proposes to lift a suspension. */
export function reinstatementProposal(alliance: Alliance, member: MemberName, reasons = ""): Proposal {
  const call = registryCall(alliance, (registry) => registry.encodeFunctionData("reinstate", [member.id]));
  return propose(alliance, [call], [member], reasons);
}

/** Proposes to expel a member for good. The digest of the reasons goes on the ledger. */
export function expulsionProposal(alliance: Alliance, member: MemberName, reasons: string): Proposal {
  const call = registryCall(alliance, (registry) =>
    registry.encodeFunctionData("expel", [member.id, reasonDigest(reasons)]),
  );
  return propose(alliance, [call], [member], reasons);
}

/**
 * Proposes other capabilities for a member.
 *
 * @param capabilities All bits of `CAPABILITIES` that it shall have from then on.
 */
export function capabilitiesProposal(
  alliance: Alliance,
  member: MemberName,
  capabilities: number,
  reasons = "",
): Proposal {
  const call = registryCall(alliance, (registry) =>
    registry.encodeFunctionData("setCapabilities", [member.id, capabilities]),
  );
  return propose(alliance, [call], [member], reasons);
}

/**
 * Proposes a new admin account for a member that lost its keys.
 *
 * @param consent `signAccountConsent` by the replacement, with the rights of the lost account and a deadline
 * after the vote and the timelock's delay.
 */
export function adminReplacementProposal(
  alliance: Alliance,
  member: MemberName,
  { lost, replacement }: { lost: string; replacement: string },
  { deadline, signature }: Signature,
  reasons = "",
): Proposal {
  const call = registryCall(alliance, (registry) =>
    registry.encodeFunctionData("replaceAdmin", [member.id, lost, replacement, deadline, signature]),
  );
  return propose(alliance, [call], [member], reasons);
}

/**
 * Proposes to make a registered node a validator.
 *
 * @param proof `signValidatorProof` by the node's key, with a deadline after the vote and the timelock's
 * delay.
 */
export function appointmentProposal(
  alliance: Alliance,
  member: MemberName,
  { set, validator }: { set: ValidatorSetName; validator: string },
  { deadline, signature }: Signature,
  reasons = "",
): Proposal {
  const address = addressOf(alliance[set]);
  const call = registryCall(alliance, (registry) =>
    registry.encodeFunctionData("appointValidator", [address, member.id, validator, deadline, signature]),
  );
  return propose(alliance, [call], [member], reasons);
}

/** Proposes to remove a validator. */
export function retirementProposal(
  alliance: Alliance,
  { set, validator }: { set: ValidatorSetName; validator: string },
  reasons = "",
): Proposal {
  const address = addressOf(alliance[set]);
  const call = registryCall(alliance, (registry) =>
    registry.encodeFunctionData("retireValidator", [address, validator]),
  );
  return propose(alliance, [call], [], reasons);
}

/**
 * Proposes to enter contracts into the directory, or to withdraw names with the zero address; all in one
 * vote.
 *
 * @param entries Address by name, such as `{"payments.escrow": "0x…"}`; a name has at most 31 ASCII
 * characters.
 */
export function directoryProposal(
  alliance: Alliance,
  entries: Readonly<Record<string, string>>,
  reasons = "",
): Proposal {
  const { directory } = alliance;
  const calls = Object.entries(entries).map(([name, target]) =>
    callOf(directory, directory.interface.encodeFunctionData("set", [encodeBytes32String(name), target])),
  );
  return propose(alliance, calls, [], reasons);
}

/**
 * Proposes to give an office to an account.
 *
 * @param delaySeconds How long each act of the holder waits, in view of all, before it can be executed.
 */
export function grantProposal(
  alliance: Alliance,
  office: OfficeName,
  account: string,
  delaySeconds = 0,
  reasons = "",
): Proposal {
  const { accessManager } = alliance;
  const args: [bigint, string, number] = [OFFICE_ROLES[office], account, delaySeconds];
  const call = callOf(accessManager, accessManager.interface.encodeFunctionData("grantRole", args));
  return propose(alliance, [call], [], reasons);
}

/** Proposes to take an office from an account. */
export function revocationProposal(
  alliance: Alliance,
  office: OfficeName,
  account: string,
  reasons = "",
): Proposal {
  const { accessManager } = alliance;
  const args: [bigint, string] = [OFFICE_ROLES[office], account];
  const call = callOf(accessManager, accessManager.interface.encodeFunctionData("revokeRole", args));
  return propose(alliance, [call], [], reasons);
}

/** Digest of grounds as the register keeps it: keccak256 of the text. */
export function reasonDigest(reasons: string): string {
  return id(reasons);
}

/** The number the governor gives to a proposal: a hash of its calls and its description. */
export function proposalIdOf({ targets, values, calldatas, description }: Proposal): bigint {
  const types = ["address[]", "uint256[]", "bytes[]", "bytes32"];
  return BigInt(
    keccak256(AbiCoder.defaultAbiCoder().encode(types, [targets, values, calldatas, id(description)])),
  );
}

/**
 * The transaction that submits a proposal, ready for `send`.
 *
 * The description is given the proposal's place in the governor's list, since the same calls with the same
 * words could never be proposed a second time.
 *
 * @returns The transaction, and the proposal as it will be known.
 */
export async function submission(
  { governor }: Alliance,
  proposal: Proposal,
): Promise<{ transaction: TransactionRequest; proposal: Proposal; proposalId: bigint }> {
  const place = (await governor.proposalCount()) + 1n;
  const numbered = { ...proposal, description: `${proposal.description}\n\nProposal ${place}` };
  const { targets, values, calldatas, description } = numbered;
  const data = governor.interface.encodeFunctionData("propose", [targets, values, calldatas, description]);
  const transaction = { to: addressOf(governor), data };
  return { transaction, proposal: numbered, proposalId: proposalIdOf(numbered) };
}

function propose(
  alliance: Alliance,
  calls: readonly ProposedCall[],
  members: readonly MemberName[],
  reasons: string,
): Proposal {
  const title = calls.map((call) => describeCall(alliance, call, members)).join("; ");
  return {
    targets: calls.map(({ target }) => target),
    values: calls.map(({ value }) => value),
    calldatas: calls.map(({ calldata }) => calldata),
    title,
    description: reasons === "" ? title : `${title}\n\n${reasons}`,
  };
}

function registryCall(
  { registry }: Alliance,
  encode: (registry: Alliance["registry"]["interface"]) => string,
): ProposedCall {
  return callOf(registry, encode(registry.interface));
}

function callOf(contract: { target: AddressLike }, calldata: string): ProposedCall {
  return { target: addressOf(contract), value: 0n, calldata };
}

/** Contracts of an alliance are attached by address, so that no name needs to be resolved. */
function addressOf({ target }: { target: AddressLike }): string {
  return target as string;
}
