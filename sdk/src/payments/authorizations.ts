import {
  hexlify,
  randomBytes,
  type Signer,
  type TypedDataDomain,
  type TypedDataField,
  toBeHex,
} from "ethers";
import { WrongSigner } from "../consortium/signatures.ts";
import type { CurrencyExchange, PaymentEscrow, SettlementToken } from "../generated/contracts/index.ts";

const AUTHORIZATION = [
  { name: "from", type: "address" },
  { name: "to", type: "address" },
  { name: "value", type: "uint256" },
  { name: "validAfter", type: "uint256" },
  { name: "validBefore", type: "uint256" },
  { name: "nonce", type: "bytes32" },
] as const satisfies TypedDataField[];

/** EIP-712 types of what holders sign for a token. */
export const TOKEN_TYPES = {
  TransferWithAuthorization: AUTHORIZATION,
  ReceiveWithAuthorization: AUTHORIZATION,
  CancelAuthorization: [
    { name: "authorizer", type: "address" },
    { name: "nonce", type: "bytes32" },
  ],
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const satisfies Record<string, TypedDataField[]>;

/** A payment that its payer authorises. */
export interface Authorization {
  readonly from: string;
  readonly to: string;
  /** Minor units. */
  readonly value: bigint;
  /** Good later than this, seconds since 1970, UTC. */
  readonly validAfter: bigint;
  /** Good earlier than this, seconds since 1970, UTC. */
  readonly validBefore: bigint;
  /** 32 bytes, see `freeNonce`. */
  readonly nonce: string;
}

/** An authorisation with the payer's signature. */
export interface SignedAuthorization extends Authorization {
  readonly signature: string;
}

/** What a holder allows a spender by signature. */
export interface PermitTerms {
  readonly owner: string;
  readonly spender: string;
  /** Minor units. */
  readonly value: bigint;
  /** Seconds since 1970, UTC. */
  readonly deadline: bigint;
}

/** How many numbers after the next one are tried before a random one is drawn. */
const TRIED = 8;

/**
 * Signs a payment that anyone may deliver with `transferWithAuthorization`.
 *
 * @throws WrongSigner when the signer is not the payer.
 */
export async function signTransfer(
  signer: Signer,
  token: SettlementToken,
  authorization: Authorization,
): Promise<SignedAuthorization> {
  return signAuthorization(signer, token, "TransferWithAuthorization", authorization);
}

/**
 * Signs a payment that its payee alone may deliver, with `receiveWithAuthorization`. Contracts that book what they receive
 * need this one.
 *
 * @throws WrongSigner when the signer is not the payer.
 */
export async function signReceipt(
  signer: Signer,
  token: SettlementToken,
  authorization: Authorization,
): Promise<SignedAuthorization> {
  return signAuthorization(signer, token, "ReceiveWithAuthorization", authorization);
}

/**
 * Signs that a nonce shall never be delivered; anyone may hand it in with `cancelAuthorization`.
 *
 * @returns The signature.
 */
export async function signCancellation(
  signer: Signer,
  token: SettlementToken,
  nonce: string,
): Promise<string> {
  const authorizer = await signer.getAddress();
  const types = { CancelAuthorization: [...TOKEN_TYPES.CancelAuthorization] };
  return signer.signTypedData(await domainOf(token), types, { authorizer, nonce });
}

/**
 * Signs an allowance (ERC-2612); anyone may hand it in with `permit`.
 *
 * @returns The signature, to be split into v, r and s.
 * @throws WrongSigner when the signer is not the owner.
 */
export async function signPermit(
  signer: Signer,
  token: SettlementToken,
  terms: PermitTerms,
): Promise<string> {
  await requireSigner(signer, terms.owner);
  const nonce = await token.nonces(terms.owner);
  const types = { Permit: [...TOKEN_TYPES.Permit] };
  return signer.signTypedData(await domainOf(token), types, { ...terms, nonce });
}

/** A nonce that the payer has not used, as cheap as there is one. Ask again for each payment that is delivered. */
export async function freeNonce(token: SettlementToken, payer: string): Promise<string> {
  const { nextNonce } = await token.holdingOf(payer);
  for (let nonce = nextNonce; nonce < nextNonce + BigInt(TRIED); nonce++) {
    const word = toBeHex(nonce, 32);
    if (!(await token.authorizationState(payer, word))) return word;
  }
  return hexlify(randomBytes(32));
}

/** EIP-712 domain of a contract on the chain it is asked on, as the contract itself states it. */
export async function domainOf(
  contract: SettlementToken | CurrencyExchange | PaymentEscrow,
): Promise<TypedDataDomain> {
  const { name, version, chainId, verifyingContract } = await contract.eip712Domain();
  return { name, version, chainId, verifyingContract };
}

/** @throws WrongSigner */
export async function requireSigner(signer: Signer, expected: string): Promise<void> {
  const address = await signer.getAddress();
  if (address.toLowerCase() !== expected.toLowerCase()) throw new WrongSigner(address, expected);
}

async function signAuthorization(
  signer: Signer,
  token: SettlementToken,
  type: "TransferWithAuthorization" | "ReceiveWithAuthorization",
  authorization: Authorization,
): Promise<SignedAuthorization> {
  await requireSigner(signer, authorization.from);
  const { from, to, value, validAfter, validBefore, nonce } = authorization;
  const terms = { from, to, value, validAfter, validBefore, nonce };
  const types = { [type]: [...TOKEN_TYPES[type]] };
  return { ...terms, signature: await signer.signTypedData(await domainOf(token), types, terms) };
}
