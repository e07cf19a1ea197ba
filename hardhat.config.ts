import { createRequire } from "node:module";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";
import type { EdrNetworkUserConfig } from "hardhat/types/config";
import { takesAnyCodeSize } from "./network/code-size.ts";
import { embeddedChain } from "./network/embedded-chain.ts";
import { feeGuard } from "./network/fee-guard/index.ts";
import { patience } from "./network/patience/index.ts";
import { tasks } from "./tasks/index.ts";

const require = createRequire(import.meta.url);

const compiler = { version: "0.8.37", path: require.resolve("solc/soljson.js") };
const outputSelection = { "*": { "*": ["storageLayout", "devdoc", "userdoc"] } };

const FUZZ_SEED = "0x6775696c6468616c6c";

// Each build profile keeps its own, so that tests and chains do not compile each other's away.
const suffix = process.env.HARDHAT_BUILD_PROFILE === "fast" ? "-fast" : "";

// Hardhat's own chain, in the likeness of the alliance's (data/alliance.yaml): free gas, accounts without any balance.
const embedded: EdrNetworkUserConfig = {
  type: "edr-simulated",
  chainType: "l1",
  hardfork: "osaka",
  chainId: 20260,
  blockGasLimit: 30_000_000,
  initialBaseFeePerGas: 0,
  gasPrice: 0n,
  accounts: { count: 40, accountsBalance: 0n },
  allowUnlimitedContractSize: takesAnyCodeSize,
};

export default defineConfig({
  plugins: [toolbox, embeddedChain("data/alliance.yaml"), feeGuard, patience],
  tasks,
  paths: { ignition: ".", artifacts: `artifacts${suffix}`, cache: `cache${suffix}` },
  networks: {
    default: embedded,
    node: embedded,
    localhost: { type: "http", url: "http://127.0.0.1:8545", accounts: "remote", gasPrice: 0n },
    remote: { type: "http", url: configVariable("GUILDHALL_RPC_URL"), gasPrice: 0n },
  },
  ignition: { requiredConfirmations: 1, blockPollingInterval: 250 },
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
        // `npm test -- --profile deep` draws a seed of its own, so that each run looks elsewhere.
        deep: {
          fuzz: { runs: 5_000 },
          invariant: { runs: 64, depth: 300, failOnRevert: true },
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
        compilers: [
          {
            ...compiler,
            settings: {
              evmVersion: "osaka",
              optimizer: { enabled: false },
              outputSelection,
            },
          },
        ],
      },
    },
    npmFilesToBuild: ["@openzeppelin/contracts/governance/TimelockController.sol"],
  },
});
