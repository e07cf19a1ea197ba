import type { Signer } from "ethers";
import { type Alliance, NotInDirectory, providerOf, readDirectory } from "../consortium/connect.ts";
import { DEFAULT_VALIDITY, type Signature } from "../consortium/signatures.ts";
import { type PaymentEscrow, PaymentEscrow__factory } from "../generated/contracts/index.ts";
import { domainOf, requireSigner } from "./authorizations.ts";
import { ESCROW_TYPES, type PaymentTerms, termsTypes } from "./escrow-terms.ts";

/** What an account of the payer's organisation signs to release a milestone. */
export interface Release {
  readonly paymentId: string;
  /** Its place among the milestones, from 0. */
  readonly milestone: number;
  readonly amountMinor: bigint;
}

/**
 * The escrow that the directory names.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 * @example const escrow = await connectEscrow(await connectAlliance(provider));
 */
export async function connectEscrow({ directory }: Alliance): Promise<PaymentEscrow> {
  const address = (await readDirectory(directory)).get("paymentEscrow");
  if (address === undefined) throw new NotInDirectory("paymentEscrow");
  return PaymentEscrow__factory.connect(address, directory.runner);
}

/**
 * Signs terms as their payer; anyone may deliver them with `authoriseBySignature`, earlier than `authoriseBefore`. An order
 * hands over terms signed in this way.
 *
 * @throws WrongSigner when the signer is another account than the payer.
 */
export async function signTerms(signer: Signer, escrow: PaymentEscrow, terms: PaymentTerms): Promise<string> {
  await requireSigner(signer, terms.payer);
  return signer.signTypedData(await domainOf(escrow), termsTypes(), terms);
}

/**
 * Signs the release of a milestone for the payer's organisation; anyone may deliver it with `releaseBySignature`.
 *
 * @param deadline Seconds since 1970; a day after the latest block if left out.
 */
export async function signRelease(
  signer: Signer,
  escrow: PaymentEscrow,
  release: Release,
  deadline?: bigint,
): Promise<Signature> {
  const until = deadline ?? (await defaultDeadline(escrow));
  const types = { Release: [...ESCROW_TYPES.Release] };
  const signature = await signer.signTypedData(await domainOf(escrow), types, {
    ...release,
    deadline: until,
  });
  return { signature, deadline: until };
}

async function defaultDeadline(escrow: PaymentEscrow): Promise<bigint> {
  const block = await providerOf(escrow.runner).getBlock("latest");
  return BigInt(block?.timestamp ?? Math.floor(Date.now() / 1000)) + DEFAULT_VALIDITY;
}
