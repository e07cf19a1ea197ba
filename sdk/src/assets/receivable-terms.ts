import { type Signer, TypedDataEncoder, type TypedDataField } from "ethers";
import { providerOf } from "../consortium/connect.ts";
import { DEFAULT_VALIDITY, type Signature, signingDomain } from "../consortium/signatures.ts";
import type { Receivables } from "../generated/contracts/index.ts";

/** Name in the EIP-712 domain of receivables. */
export const RECEIVABLES_NAME = "Guildhall Receivables";

/** EIP-712 types of what the debtor signs. */
export const RECEIVABLE_TYPES = {
  Receivable: [
    { name: "classId", type: "uint32" },
    { name: "debtor", type: "uint32" },
    { name: "creditor", type: "uint32" },
    { name: "holder", type: "address" },
    { name: "amountMinor", type: "uint96" },
    { name: "dueAt", type: "uint40" },
    { name: "tierLimit", type: "uint8" },
    { name: "recourse", type: "bool" },
    { name: "invoiceNumber", type: "string" },
    { name: "invoiceDigest", type: "bytes32" },
    { name: "evidenceDigest", type: "bytes32" },
    { name: "orderReference", type: "bytes32" },
  ],
  Acceptance: [
    { name: "receivable", type: "Receivable" },
    { name: "signer", type: "address" },
    { name: "deadline", type: "uint256" },
  ],
} as const satisfies Record<string, TypedDataField[]>;

/** What creditor and debtor agree to, see `IReceivables.Terms`. */
export interface ReceivableTerms {
  readonly classId: number;
  /** Number of the organisation that owes. */
  readonly debtor: number;
  /** Number of the organisation that issued the invoice. */
  readonly creditor: number;
  /** The creditor's account that gets the units. */
  readonly holder: string;
  readonly amountMinor: bigint;
  /** End of the last day of payment, seconds since 1970. */
  readonly dueAt: number;
  readonly tierLimit: number;
  readonly recourse: boolean;
  /** In normal form, see `normaliseNumber`. */
  readonly invoiceNumber: string;
  readonly invoiceDigest: string;
  readonly evidenceDigest: string;
  readonly orderReference: string;
}

/**
 * The id that a claim on these terms has, reckoned without asking the chain.
 *
 * @param contract Address of the receivables.
 */
export function receivableIdOf(terms: ReceivableTerms, chainId: bigint, contract: string): bigint {
  const types = { Receivable: [...RECEIVABLE_TYPES.Receivable] };
  return BigInt(TypedDataEncoder.hash(signingDomain(RECEIVABLES_NAME, chainId, contract), types, terms));
}

/**
 * Signs as the debtor that it accepts an invoice on these terms; anyone may deliver it with `acceptBySignature`.
 *
 * @param deadline Seconds since 1970; a day after the latest block if left out.
 */
export async function signReceivableAcceptance(
  signer: Signer,
  receivables: Receivables,
  terms: ReceivableTerms,
  deadline?: bigint,
): Promise<Signature> {
  const provider = providerOf(receivables.runner);
  const { chainId } = await provider.getNetwork();
  const latest = await provider.getBlock("latest");
  const until = deadline ?? BigInt(latest?.timestamp ?? Math.floor(Date.now() / 1000)) + DEFAULT_VALIDITY;
  const signature = await signer.signTypedData(
    signingDomain(RECEIVABLES_NAME, chainId, await receivables.getAddress()),
    { Acceptance: [...RECEIVABLE_TYPES.Acceptance], Receivable: [...RECEIVABLE_TYPES.Receivable] },
    { receivable: terms, signer: await signer.getAddress(), deadline: until },
  );
  return { signature, deadline: until };
}
