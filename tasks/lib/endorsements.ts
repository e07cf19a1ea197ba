import { type AllianceState, DEFAULT_VALIDITY } from "@guildhall/sdk/consortium";
import { getAddress, isAddress, isHexString } from "ethers";
import { parseTime } from "./arguments.ts";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";

/** A signature for an emergency suspension and the account that is accountable for it. */
export interface Endorsement {
  signer: string;
  signature: string;
}

/** Until when the signatures may be used: as given, so that all endorsers sign the same, or a day from now. */
export async function emergencyDeadline({ provider }: Context, until: string | undefined): Promise<bigint> {
  if (until !== undefined) return BigInt(parseTime("until", until));
  const head = await provider.getBlock("latest");
  return BigInt(head?.timestamp ?? 0) + DEFAULT_VALIDITY;
}

/** `signer:signature`, as it is handed from one organisation to another. */
export function formatEndorsement({ signer, signature }: Endorsement): string {
  return `${signer}:${signature}`;
}

/** Reads what `formatEndorsement` wrote. */
export function parseEndorsement(text: string): Endorsement {
  const [signer = "", signature = ""] = text.split(":");
  if (isAddress(signer) && isHexString(signature)) return { signer: getAddress(signer), signature };
  throw new TaskError(`"${text}" is not an endorsement.`, "Give it as `member endorse-suspension` printed it.");
}

/** The order in which the register takes them: ascending by number of the organisation. */
export function orderEndorsements({ members }: AllianceState, endorsements: readonly Endorsement[]): Endorsement[] {
  const organisationOf = ({ signer }: Endorsement): number =>
    members.find(({ accounts }) => accounts.some(({ address }) => address === signer))?.id ?? 0;
  return [...endorsements].sort((a, b) => organisationOf(a) - organisationOf(b));
}
