import { type Sent, send } from "@guildhall/sdk";
import {
  type Alliance,
  directoryProposal,
  type ProposalRecord,
  type ProposalStateName,
  readDirectory,
  readProposals,
  submission,
} from "@guildhall/sdk/consortium";
import type { Signer } from "ethers";

const UNDER_WAY: readonly ProposalStateName[] = ["pending", "active", "succeeded", "queued"];

/** Entries that the directory lacks or that point elsewhere, sorted, so that a repeated run makes the same proposal of them. */
export async function missingEntries(
  { directory }: Alliance,
  contracts: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const entries = await readDirectory(directory);
  return Object.fromEntries(
    Object.entries(contracts)
      .filter(([name, address]) => name !== "directory" && entries.get(name) !== address)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * The proposal that enters `entries` into the directory: the one under way with just these calls, so that a repeated run
 * adds none, or a new one, with the transaction that made it.
 */
export async function proposeEntries(
  alliance: Alliance,
  entries: Readonly<Record<string, string>>,
  signer: Signer,
): Promise<{ proposal: ProposalRecord; sent?: Sent }> {
  const wanted = directoryProposal(alliance, entries);
  const found = (await readProposals(alliance)).find(
    ({ state, calls }) =>
      UNDER_WAY.includes(state) && calls.map(({ calldata }) => calldata).join() === wanted.calldatas.join(),
  );
  if (found !== undefined) return { proposal: found };
  const { transaction, proposalId } = await submission(alliance, wanted);
  const sent = await send(signer, transaction);
  const made = (await readProposals(alliance)).find(({ id }) => id === proposalId);
  if (made === undefined)
    throw new Error(`The proposal ${proposalId} was sent but the governor does not list it.`);
  return { proposal: made, sent };
}
