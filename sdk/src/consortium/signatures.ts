import type { Signer, TypedDataDomain, TypedDataField } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import type { ConsortiumGovernor, ConsortiumRegistry } from "../generated/contracts/index.ts";
import { providerOf } from "./connect.ts";

/** Seconds that a signature is good for unless told otherwise: one day. */
export const DEFAULT_VALIDITY = 86_400n;

/** EIP-712 types of what is signed for the registry and the governor. */
export const SIGNED_TYPES = {
  AccountConsent: [
    { name: "orgId", type: "uint32" },
    { name: "account", type: "address" },
    { name: "rights", type: "uint8" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
  ValidatorProof: [
    { name: "orgId", type: "uint32" },
    { name: "validator", type: "address" },
    { name: "set", type: "address" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
  EmergencySuspension: [
    { name: "orgId", type: "uint32" },
    { name: "reason", type: "bytes32" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
  Ballot: [
    { name: "proposalId", type: "uint256" },
    { name: "support", type: "uint8" },
    { name: "voter", type: "address" },
    { name: "nonce", type: "uint256" },
  ],
} as const satisfies Record<string, TypedDataField[]>;

/** A message ready to be signed, by `signTypedData` of ethers or any wallet. */
export interface TypedMessage {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, TypedDataField[]>;
  readonly message: Record<string, bigint | number | string>;
}

/** A signature and the deadline up to which it is good. */
export interface Signature {
  readonly signature: string;
  /** Seconds since 1970, UTC. */
  readonly deadline: bigint;
}

/** The key that signs is not the one the message speaks of. */
export class WrongSigner extends GuildhallError {
  override readonly name = "WrongSigner";
  constructor(signer: string, expected: string) {
    super(`${signer} cannot sign for ${expected}.`, `Sign with the key of ${expected}.`, {
      signer,
      expected,
    });
  }
}

/** What an account agrees to when it joins an organisation. */
export interface Consent {
  readonly orgId: bigint | number;
  readonly account: string;
  /** Bits of `RIGHTS`. */
  readonly rights: bigint | number;
}

/** What a node's key proves before it becomes a validator. */
export interface Proof {
  readonly orgId: bigint | number;
  readonly validator: string;
  /** Address of the validator set that it is to join. */
  readonly set: string;
}

/** What an endorser of an emergency suspension signs. */
export interface Emergency {
  readonly orgId: bigint | number;
  /** Digest of the grounds, 32 bytes. */
  readonly reason: string;
}

/**
 * Signs that `account` joins an organisation, with its own key. The registry takes it in `addAccount`,
 * `rotateAccount` and `replaceAdmin`.
 *
 * @param deadline Seconds since 1970; a day after the latest block if left out.
 * @throws WrongSigner when the signer is another account.
 */
export async function signAccountConsent(
  signer: Signer,
  registry: ConsortiumRegistry,
  consent: Consent,
  deadline?: bigint,
): Promise<Signature> {
  await requireSigner(signer, consent.account);
  const nonce = await registry.nonces(consent.account);
  return sign(signer, registry, "AccountConsent", { ...consent, nonce }, deadline);
}

/**
 * Signs, with the node's own key, that a node becomes a validator. The registry takes it in
 * `appointValidator` and `swapValidator`.
 *
 * @param deadline Seconds since 1970; a day after the latest block if left out. A proposal needs more: the
 * vote and the timelock's delay come first.
 * @throws WrongSigner when the signer is not the node's key.
 */
export async function signValidatorProof(
  signer: Signer,
  registry: ConsortiumRegistry,
  proof: Proof,
  deadline?: bigint,
): Promise<Signature> {
  await requireSigner(signer, proof.validator);
  const nonce = await registry.nonces(proof.validator);
  return sign(signer, registry, "ValidatorProof", { ...proof, nonce }, deadline);
}

/**
 * Endorses an emergency suspension as an admin of a member. All endorsers must sign the same deadline.
 *
 * @param deadline Seconds since 1970; a day after the latest block if left out.
 */
export async function signEmergencySuspension(
  signer: Signer,
  registry: ConsortiumRegistry,
  emergency: Emergency,
  deadline?: bigint,
): Promise<Signature> {
  const nonce = await registry.emergencyNonce(emergency.orgId);
  return sign(signer, registry, "EmergencySuspension", { ...emergency, nonce }, deadline);
}

/**
 * Signs a vote that anyone may hand in with `castVoteBySig`. It has no deadline of its own; the vote's end is
 * one.
 *
 * @param support 0 against, 1 for, 2 abstain.
 * @returns The signature.
 */
export async function signBallot(
  signer: Signer,
  governor: ConsortiumGovernor,
  proposalId: bigint,
  support: number,
): Promise<string> {
  const voter = await signer.getAddress();
  const nonce = await governor.nonces(voter);
  const domain = await domainOf(governor, "Guildhall ConsortiumGovernor");
  return signMessage(signer, typedMessage(domain, "Ballot", { proposalId, support, voter, nonce }));
}

/** Puts a message into the form that wallets sign. */
export function typedMessage(
  domain: TypedDataDomain,
  type: keyof typeof SIGNED_TYPES,
  message: TypedMessage["message"],
): TypedMessage {
  return { domain, types: { [type]: [...SIGNED_TYPES[type]] }, message };
}

/** EIP-712 domain of the registry or the governor on one chain. */
export function signingDomain(name: string, chainId: bigint, verifyingContract: string): TypedDataDomain {
  return { name, version: "1", chainId, verifyingContract };
}

async function sign(
  signer: Signer,
  registry: ConsortiumRegistry,
  type: keyof typeof SIGNED_TYPES,
  fields: Record<string, bigint | number | string>,
  requestedDeadline?: bigint,
): Promise<Signature> {
  const deadline = requestedDeadline ?? (await defaultDeadline(registry));
  const domain = await domainOf(registry, "Guildhall ConsortiumRegistry");
  const signature = await signMessage(signer, typedMessage(domain, type, { ...fields, deadline }));
  return { signature, deadline };
}

async function domainOf(
  contract: ConsortiumRegistry | ConsortiumGovernor,
  name: string,
): Promise<TypedDataDomain> {
  const { chainId } = await providerOf(contract.runner).getNetwork();
  return signingDomain(name, chainId, await contract.getAddress());
}

async function defaultDeadline(registry: ConsortiumRegistry): Promise<bigint> {
  const block = await providerOf(registry.runner).getBlock("latest");
  return BigInt(block?.timestamp ?? Math.floor(Date.now() / 1000)) + DEFAULT_VALIDITY;
}

async function signMessage(signer: Signer, { domain, types, message }: TypedMessage): Promise<string> {
  return signer.signTypedData(domain, types, message);
}

async function requireSigner(signer: Signer, expected: string): Promise<void> {
  const address = await signer.getAddress();
  if (address.toLowerCase() !== expected.toLowerCase()) throw new WrongSigner(address, expected);
}
