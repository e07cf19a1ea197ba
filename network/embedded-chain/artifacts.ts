import type { HookContext } from "hardhat/types/hooks";
import { FOUNDING_CONTRACTS } from "../genesis/artifacts.ts";

let building: Promise<void> | undefined;

/** Compiles the project if the contracts that block 0 is made from have never been compiled. */
export async function ensureFoundingContracts(context: HookContext): Promise<void> {
  const present = await Promise.all(FOUNDING_CONTRACTS.map((name) => context.artifacts.artifactExists(name)));
  if (present.every(Boolean)) return;
  building ??= build(context).finally(() => {
    building = undefined;
  });
  await building;
}

async function build({ solidity, artifacts, globalOptions }: HookContext): Promise<void> {
  console.error(
    "The contracts are not compiled yet; compiling them, so that the chain can start with the alliance.",
  );
  const result = await solidity.build(await contractPaths(solidity), {
    ...(globalOptions.buildProfile === undefined ? {} : { buildProfile: globalOptions.buildProfile }),
    quiet: true,
  });
  if (!solidity.isSuccessfulBuildResult(result)) {
    throw new Error(
      "The contracts do not compile, so the chain cannot start. Run `npx hardhat build` to see why.",
    );
  }
  await artifacts.clearCache();
}

/** All sources but the Solidity tests. */
async function contractPaths(solidity: HookContext["solidity"]): Promise<string[]> {
  const paths = await solidity.getRootFilePaths();
  const isTest = await Promise.all(
    paths.map(async (path) => !path.startsWith("npm:") && (await solidity.getScope(path)) === "tests"),
  );
  return paths.filter((_, index) => isTest[index] === false);
}
