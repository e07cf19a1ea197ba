import { definePlugin } from "hardhat/plugins";

/**
 * Lets Ignition and everything else that sends through Hardhat live with a node as Besu is: waits where the node takes no
 * more of an account for now, asks again for the latest block and for what was just sent when the node has neither yet, and
 * repeats a send whose answer was lost where that cannot double it.
 */
export const patience = definePlugin({
  id: "guildhall-patience",
  hookHandlers: { network: () => import("./hooks.ts") },
});
