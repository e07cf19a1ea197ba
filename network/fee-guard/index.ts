import { definePlugin } from "hardhat/plugins";

/**
 * Refuses, before it is sent, any transaction that its sender cannot pay. A free-gas Besu would accept it, never mine it,
 * and hold every later transaction of the account behind it for good.
 */
export const feeGuard = definePlugin({
  id: "guildhall-fee-guard",
  hookHandlers: { network: () => import("./hooks.ts") },
});
