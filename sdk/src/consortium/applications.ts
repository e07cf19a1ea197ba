import { AbiCoder, keccak256 } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { findLogs } from "../common/logs.ts";
import { ConsortiumRegistry__factory } from "../generated/contracts/index.ts";
import { type Alliance, providerOf } from "./connect.ts";
import type { Application } from "./proposals.ts";

/** An application that waits for a vote. */
export interface PendingApplication {
  /** Names it in the register, see `applicationDigest`. */
  readonly digest: string;
  readonly application: Application;
}

const registry = ConsortiumRegistry__factory.createInterface();

/** Digest under which the register keeps an application: keccak256 of its ABI encoding. */
export function applicationDigest(application: Application): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(registry.getFunction("admit").inputs, [application]));
}

/**
 * The applications that wait for a vote, oldest first.
 *
 * @param fromBlock Where to begin the search. Applications do not lapse, so all blocks are searched if it is left out.
 */
export async function readApplications(alliance: Alliance, fromBlock = 0): Promise<PendingApplication[]> {
  const logs = await findLogs(providerOf(alliance.registry.runner), {
    address: await alliance.registry.getAddress(),
    topics: [registry.getEvent("ApplicationSubmitted").topicHash],
    fromBlock,
  });
  const byDigest = new Map(logs.map((log) => decode(log)).map((found) => [found.digest, found]));
  const all = [...byDigest.values()];
  const pending = await mapConcurrently(all, ({ digest }) => alliance.registry.isPending(digest));
  return all.filter((_, index) => pending[index]);
}

function decode({ data, topics }: { data: string; topics: readonly string[] }): PendingApplication {
  const { digest, application } = registry.decodeEventLog("ApplicationSubmitted", data, topics);
  const { name, legalId, capabilities, kycExpiresAt, admin } = application;
  return { digest, application: { name, legalId, capabilities, kycExpiresAt, admin } };
}
