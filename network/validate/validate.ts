import { allocChecks } from "./alloc.ts";
import { type BundleParts, readBundle } from "./bundle.ts";
import type { Check } from "./check.ts";
import { composeChecks } from "./compose.ts";
import type { Finding } from "./finding.ts";
import { genesisChecks } from "./genesis.ts";
import { keyChecks } from "./keys.ts";
import { optionChecks } from "./options.ts";
import { peerChecks } from "./peers.ts";
import { permissionChecks } from "./permissions.ts";
import { planChecks } from "./plan.ts";
import { transitionChecks } from "./transitions.ts";
import { validatorContractChecks } from "./validator-contracts.ts";

/** What was looked at, and every fault that was found. */
export interface Validation {
  /** Number of files. */
  files: number;
  findings: Finding[];
}

/**
 * Examines the folder of a bundle without a running node: each file by itself, the files against each other, and what the
 * validator contracts of block 0 answer.
 *
 * @param folder The bundle's.
 */
export async function validateBundle(folder: string): Promise<Validation> {
  const { bundle, findings, files } = await readBundle(folder);
  findings.push(
    ...(await run(planChecks, bundle.plan, bundle)),
    ...(await run(genesisChecks, bundle.genesis, bundle)),
    ...(await run(allocChecks, bundle.genesis, bundle)),
    ...(await run(validatorContractChecks, bundle.genesis, bundle)),
    ...(await run(transitionChecks, bundle.genesis, bundle)),
    ...(await run(peerChecks, bundle.staticNodes, bundle)),
    ...(await run(permissionChecks, bundle.permissions, bundle)),
    ...(await run(optionChecks, bundle.besu, bundle)),
    ...(await run(composeChecks, bundle.compose, bundle)),
  );
  for (const folder of bundle.keyFolders) findings.push(...(await run(keyChecks, folder, bundle)));
  return { files, findings };
}

async function run<PartT>(
  checks: readonly Check<PartT>[],
  part: PartT | undefined,
  bundle: BundleParts,
): Promise<Finding[]> {
  if (part === undefined) return [];
  const findings: Finding[] = [];
  for (const check of checks) for await (const finding of check(part, bundle)) findings.push(finding);
  return findings;
}
