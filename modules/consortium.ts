import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

/**
 * What the consortium room deploys after founding. Registry, governor, timelock, offices, validator sets and directory
 * stand in block 0; the journal of sign-ins is deployed by anyone and comes into force when the alliance votes its
 * address into the directory.
 */
export default buildModule("Consortium", (m) => {
  const registry = m.getParameter<string>("registry");
  const sessionJournal = m.contract("SessionJournal", [registry]);
  return { sessionJournal };
});
