/** Fails when the generated files of the SDK are not what the contracts say; see generate-sdk.ts. */
import hre from "hardhat";
import { staleFiles } from "./sdk/files.ts";
import { generateSdk } from "./sdk/generate.ts";

const stale = await staleFiles(hre.config.paths.root, await generateSdk(hre));
if (stale.length > 0) {
  console.error(`Stale: ${stale.join(", ")}\nRun: npx hardhat run --no-compile scripts/generate-sdk.ts`);
  process.exitCode = 1;
}
