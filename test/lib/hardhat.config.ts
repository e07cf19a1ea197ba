import config from "../../hardhat.config.ts";

// The project as tests run it: `localhost` is the node of the test, and what is deployed is recorded in a folder of its
// own, so that neither a chain that the developer runs nor its records are touched.
export default {
  ...config,
  paths: { ...config.paths, ignition: process.env.GUILDHALL_TEST_FOLDER ?? "." },
  networks: {
    ...config.networks,
    localhost: {
      type: "http",
      url: process.env.GUILDHALL_TEST_URL ?? "http://127.0.0.1:8545",
      accounts: "remote",
      gasPrice: 0n,
    },
  },
};
