import path from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { writeFolder } from "./lib/folder.ts";
import { ownContracts } from "./print/compiled.ts";
import { contractPrint, oversized } from "./print/contract.ts";

/**
 * Writes one file per contract into snapshots/contracts: its size, storage layout, selectors and topics, so that a
 * change of any of them shows in a diff.
 *
 * @throws Error when a contract is too big for a chain.
 */
export async function printContracts(hre: HardhatRuntimeEnvironment): Promise<void> {
  const prints = (await ownContracts(hre)).map(contractPrint);
  const files = prints.map(
    (print) => [`${print.contract}.json`, `${JSON.stringify(print, undefined, 2)}\n`] as const,
  );
  await writeFolder(path.join(hre.config.paths.root, "snapshots", "contracts"), new Map(files));
  const problems = oversized(prints);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}
