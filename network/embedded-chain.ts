import type { HardhatPlugin } from "hardhat/types/plugins";

/**
 * Hardhat plugin: every simulated chain of the project starts with the block 0 of an alliance, so tests,
 * tasks and `hardhat node` meet the contracts, members and addresses of the real network.
 *
 * @param alliancePath The alliance's file, relative to the project.
 */
export function embeddedChain(alliancePath: string): HardhatPlugin {
  return {
    id: "guildhall-embedded-chain",
    hookHandlers: {
      network: async () => {
        const { networkHooks } = await import("./embedded-chain/hooks.ts");
        return { default: async () => networkHooks(alliancePath) };
      },
    },
  };
}
