import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * The assets room. Deployed by anyone; each contract comes into force when the alliance votes its address into the
 * directory, and only then may it write to the claim registry.
 */
export default buildModule("Assets", (m) => {
  const registry = m.getParameter<string>("registry");
  const directory = m.getParameter<string>("directory");
  const claimRegistry = m.contract("ClaimRegistry", [directory]);
  const bills = m.contract("Bills", [registry, directory, claimRegistry]);
  const titles = m.contract("Titles", [registry, claimRegistry]);
  return { claimRegistry, bills, titles };
});
