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
  const result = await solidity.build(await solidity.getRootFilePaths(), {
    ...(globalOptions.buildProfile === undefined ? {} : { buildProfile: globalOptions.buildProfile }),
    quiet: true,
    cleanupArtifacts: true,
  });
  if (!solidity.isSuccessfulBuildResult(result)) {
    throw new Error(
      "The contracts do not compile, so the chain cannot start. Run `npx hardhat build` to see why.",
    );
  }
  await artifacts.clearCache();
}
