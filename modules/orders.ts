import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * What the room of orders deploys: by anyone, and in force when the alliance votes the addresses into the directory. Money,
 * receivables and the escrow are found there at each call, so the rooms may be deployed in any order.
 */
export default buildModule("Orders", (m) => {
  const registry = m.getParameter<string>("registry");
  const directory = m.getParameter<string>("directory");
  const orderBook = m.contract("OrderBook", [registry, directory]);
  const materialsPlan = m.contract("MaterialsPlan", [registry, directory], { after: [orderBook] });
  return { orderBook, materialsPlan };
});
