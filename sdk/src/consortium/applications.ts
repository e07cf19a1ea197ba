import { AbiCoder, keccak256 } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { type Alliance, providerOf } from "./connect.ts";
import type { Application } from "./proposals.ts";

/** An application that waits for a vote. */
export interface PendingApplication {
  /** Names it in the register. */
  readonly digest: string;
  readonly application: Application;
}

const APPLICATION =
  "tuple(string name, bytes32 legalId, uint16 capabilities, uint40 kycExpiresAt, address admin)";

/** Digest by which the register knows an application: keccak256 of its ABI encoding. */
export function applicationDigest(application: Application): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode([APPLICATION], [application]));
}

/** The applications that wait for a vote, oldest first; searches the events of the whole chain. */
export async function readApplications({ registry }: Alliance): Promise<PendingApplication[]> {
  const found = await queryChain(providerOf(registry.runner), ({ from, to }) =>
    registry.queryFilter(registry.filters.ApplicationSubmitted(), from, to),
  );
  const submitted = new Map(found.map(({ args }) => [args.digest, args.application]));
  const pending = await mapConcurrently([...submitted.keys()], (digest) => registry.isPending(digest));
  return [...submitted]
    .filter((_, index) => pending[index])
    .map(([digest, application]) => ({ digest, application }));
}
