import path from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { CompilerOutput } from "hardhat/types/solidity";

/** The part of npm that belongs to the alliance's own interface. */
const TIMELOCK_ROOT = "npm:@openzeppelin/contracts/governance/TimelockController.sol";

/**
 * Compiles the contracts of this source tree in memory and returns what the compiler says.
 *
 * The artifacts folder is neither read nor written, so that stray files in it, artifacts of deleted contracts
 * and the build profile used last make no difference.
 *
 * @throws Error when the compiler reports errors.
 */
export async function compileSources(hre: HardhatRuntimeEnvironment): Promise<CompilerOutput[]> {
  const roots = (await hre.solidity.getRootFilePaths()).filter((root) => isPublished(hre, root));
  const result = await hre.solidity.getCompilationJobs(roots, {
    force: true,
    buildProfile: "fast",
    quiet: true,
  });
  if (!result.success) throw new Error(result.formattedReason);

  const outputs: CompilerOutput[] = [];
  for (const job of new Set(result.compilationJobsPerFile.values())) {
    const { output } = await hre.solidity.runCompilationJob(job, { buildProfile: "fast", quiet: true });
    const failures = (output.errors ?? []).filter(({ severity }) => severity === "error");
    if (failures.length > 0) throw new Error(failures.map((failure) => failure.formattedMessage).join("\n"));
    outputs.push(output);
  }
  return outputs;
}

/**
 * Whether a root belongs to the published interface: not a test, not a mock, not a library of another
 * package.
 */
function isPublished(hre: HardhatRuntimeEnvironment, root: string): boolean {
  if (root === TIMELOCK_ROOT) return true;
  return hre.config.paths.sources.solidity.some((folder) => root.startsWith(folder + path.sep));
}
