/**
 * Addresses of the contracts that stand in block 0 of every alliance, by their name in the directory
 * (`DirectoryNames.sol`). The directory itself has no entry: it is where a reader starts.
 */
export const PREDEPLOYS = {
  directory: "0x0000000000000000000000000000000000007770",
  registry: "0x0000000000000000000000000000000000007771",
  governor: "0x0000000000000000000000000000000000007772",
  timelock: "0x0000000000000000000000000000000000007773",
  accessManager: "0x0000000000000000000000000000000000007774",
  validatorSet: "0x0000000000000000000000000000000000007777",
  rescueValidatorSet: "0x0000000000000000000000000000000000007778",
} as const;

/** Name of a predeployed contract. */
export type PredeployName = keyof typeof PREDEPLOYS;

/** Roles of the access manager that the founding sets up (`uint64` ids). */
export const OFFICE_ROLES = { registrar: 1n, compliance: 2n } as const;

/** Name of an office of the alliance. */
export type OfficeName = keyof typeof OFFICE_ROLES;
