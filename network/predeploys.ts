import { PREDEPLOYS, type PredeployName } from "@guildhall/sdk/consortium";

/** Contract that each predeployed address is built from. */
export const PREDEPLOY_CONTRACTS = {
  directory: "Directory",
  registry: "ConsortiumRegistry",
  governor: "ConsortiumGovernor",
  timelock: "TimelockController",
  accessManager: "ConsortiumAccessManager",
  validatorSet: "ValidatorSet",
  rescueValidatorSet: "ValidatorSet",
} as const satisfies Record<PredeployName, string>;

/** Names of the predeployed contracts, in ascending order of address. */
export const PREDEPLOY_NAMES = Object.keys(PREDEPLOYS) as PredeployName[];

/** Names that the founding genesis enters into the directory: all but the directory itself. */
export const DIRECTORY_NAMES = PREDEPLOY_NAMES.filter((name) => name !== "directory");
