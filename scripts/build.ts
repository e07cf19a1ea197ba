// npm run build: compiles for production and writes everything that is derived from the sources.
process.env.HARDHAT_BUILD_PROFILE ??= "default";
const { default: hre } = await import("hardhat");
const { writeLicences } = await import("./licences.ts");
const { printContracts } = await import("./print-contracts.ts");
const { writeFiles } = await import("./sdk/files.ts");
const { generateSdk } = await import("./sdk/generate.ts");

await hre.tasks.getTask("build").run({ noTests: true });
await printContracts(hre);
await writeFiles(hre.config.paths.root, await generateSdk(hre));
await writeLicences(hre.config.paths.root);
