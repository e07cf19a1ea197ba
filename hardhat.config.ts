import { createRequire } from "node:module";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

const compiler = { version: "0.8.37", path: require.resolve("solc/soljson.js") };
const outputSelection = { "*": { "*": ["storageLayout", "devdoc", "userdoc"] } };

const FUZZ_SEED = "0x6775696c6468616c6c";

export default defineConfig({
  plugins: [toolbox],
  test: {
    solidity: {
      profiles: {
        default: {
          fuzz: { runs: 64, seed: FUZZ_SEED },
          invariant: { runs: 8, depth: 100, failOnRevert: true },
        },
        quick: {
          fuzz: { runs: 8, seed: FUZZ_SEED },
          invariant: { runs: 2, depth: 50, failOnRevert: true },
        },
        // No seed: each run looks elsewhere.
        deep: {
          fuzz: { runs: 5_000 },
          invariant: { runs: 256, depth: 500, failOnRevert: true },
        },
      },
    },
  },
  solidity: {
    profiles: {
      // What runs on a chain: small and cheap code, slow to compile.
      default: {
        compilers: [
          {
            ...compiler,
            settings: {
              evmVersion: "osaka",
              viaIR: true,
              optimizer: { enabled: true, runs: 200 },
              outputSelection,
            },
          },
        ],
      },
      // The edit-and-test loop: compiles in seconds, not fit for a chain.
      fast: {
        compilers: [{ ...compiler, settings: { evmVersion: "osaka", outputSelection } }],
      },
    },
    npmFilesToBuild: ["@openzeppelin/contracts/governance/TimelockController.sol"],
  },
});
