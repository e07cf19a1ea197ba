/**
 * Writes what the SDK derives from the contracts: ABIs, typed bindings, the error catalogue, addresses,
 * docs/errors.md.
 *
 *   npx hardhat run --no-compile scripts/generate-sdk.ts           writes the files
 *   npx hardhat run --no-compile scripts/check-sdk.ts              fails if they are stale
 */
import hre from "hardhat";
import { writeFiles } from "./sdk/files.ts";
import { generateSdk } from "./sdk/generate.ts";

const files = await generateSdk(hre);
await writeFiles(hre.config.paths.root, files);
console.log(`The SDK's ${files.size} generated files are up to date.`);
