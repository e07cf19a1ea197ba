import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * What the room of assets deploys, one contract after the other, since a node may hold few transactions of one sender: the
 * classes, the registry that keeps documents from becoming claims twice, the receivables, bills, titles and warehouse receipts,
 * and the financing of claims. They are in force when the alliance votes them into the directory; each bank then admits
 * receivables, bills and financing as custodians of its money (`token admit`).
 */
export default buildModule("Assets", (m) => {
  const registry = m.getParameter<string>("registry");
  const directory = m.getParameter<string>("directory");
  const assetClasses = m.contract("AssetClasses", [registry, directory]);
  const claimRegistry = m.contract("ClaimRegistry", [directory], { after: [assetClasses] });
  const receivables = m.contract("Receivables", [registry, directory, assetClasses, claimRegistry], {
    after: [claimRegistry],
  });
  const bills = m.contract("Bills", [registry, directory, claimRegistry], { after: [receivables] });
  const titles = m.contract("Titles", [registry, claimRegistry], { after: [bills] });
  const warehouseReceipts = m.contract(
    "WarehouseReceipts",
    [registry, directory, assetClasses, claimRegistry],
    { after: [titles] },
  );
  const financing = m.contract("Financing", [registry, directory], { after: [warehouseReceipts] });
  return { assetClasses, claimRegistry, receivables, bills, titles, warehouseReceipts, financing };
});
