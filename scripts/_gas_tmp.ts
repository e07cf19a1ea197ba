process.env.HARDHAT_BUILD_PROFILE = "default";
const { default: hre } = await import("hardhat");
await hre.tasks.getTask("build").run({ noTests: true, quiet: true });
const { takenPoints } = await import("/work/wt-netting/scripts/gas/points.ts");
await hre.tasks
  .getTask(["test", "mocha"])
  .run({ testFiles: ["test/gas/payments-netting.gas.ts"], noCompile: true, grep: process.env.GREP });
console.log(takenPoints());
