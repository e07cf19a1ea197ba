import { createRequire } from "node:module";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

const compiler = { version: "0.8.37", path: require.resolve("solc/soljson.js") };
const outputSelection = { "*": { "*": ["storageLayout", "devdoc", "userdoc"] } };

export default defineConfig({
  plugins: [toolbox],
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
