import { type AllianceState, DEFAULT_VALIDITY } from "@guildhall/sdk/consortium";
import { getAddress, isAddress, isHexString } from "ethers";
import { parseTime } from "./arguments.ts";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";
import { time } from "./output.ts";

/** A signature for an emergency suspension and the account that is accountable for it. */
export interface Endorsement {
  signer: string;
  signature: string;
  /** Until when it may be used, seconds UTC; part of what is signed. */
  deadline: bigint;
}

/**
 * Until when the signatures may be used, which must be the same for all of them: as the endorsements at hand say, as
 * asked for, or a day from now.
 */
export async function emergencyDeadline(
  { provider }: Context,
  until: string | undefined,
  endorsements: readonly Endorsement[] = [],
): Promise<bigint> {
  const asked = until === undefined ? [] : [BigInt(parseTime("until", until))];
  const deadlines = new Set([...asked, ...endorsements.map(({ deadline }) => deadline)]);
  if (deadlines.size > 1) {
    throw new TaskError(
      `The endorsements are not all good until the same time: ${[...deadlines].map(time).join(", ")}.`,
      "Have all endorsers sign with the same --until.",
    );
  }
  const [deadline] = deadlines;
  if (deadline !== undefined) return deadline;
  const head = await provider.getBlock("latest");
  return BigInt(head?.timestamp ?? 0) + DEFAULT_VALIDITY;
}

/** `signer:deadline:signature`, as it is handed from one organisation to another. */
export function formatEndorsement({ signer, deadline, signature }: Endorsement): string {
  return `${signer}:${deadline}:${signature}`;
}

/** Reads what `formatEndorsement` wrote. */
export function parseEndorsement(text: string): Endorsement {
  const [signer = "", deadline = "", signature = ""] = text.split(":");
  if (isAddress(signer) && /^\d+$/.test(deadline) && isHexString(signature)) {
    return { signer: getAddress(signer), deadline: BigInt(deadline), signature };
  }
  throw new TaskError(
    `"${text}" is not an endorsement.`,
    "Give it as `member endorse-suspension` printed it.",
  );
}

/** The order in which the register takes them: ascending by number of the organisation. */
export function orderEndorsements(
  { members }: AllianceState,
  endorsements: readonly Endorsement[],
): Endorsement[] {
  const organisationOf = ({ signer }: Endorsement): number =>
    members.find(({ accounts }) => accounts.some(({ address }) => address === signer))?.id ?? 0;
  return [...endorsements].sort((a, b) => organisationOf(a) - organisationOf(b));
}
