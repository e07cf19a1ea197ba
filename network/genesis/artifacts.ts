import { Interface, type InterfaceAbi } from "ethers";

/** Where compiled contracts come from; `hre.artifacts` is one. */
export interface ArtifactSource {
  readArtifact(name: string): Promise<{ abi: InterfaceAbi; bytecode: string }>;
}

/** A compiled contract, as much of it as block 0 needs. */
export interface Contract {
  interface: Interface;
  /** Init code without constructor arguments, hex. */
  bytecode: string;
}

const SOURCES = {
  Directory: "contracts/consortium/Directory.sol",
  ConsortiumRegistry: "contracts/consortium/ConsortiumRegistry.sol",
  ConsortiumGovernor: "contracts/consortium/ConsortiumGovernor.sol",
  TimelockController: "@openzeppelin/contracts/governance/TimelockController.sol",
  ConsortiumAccessManager: "contracts/consortium/ConsortiumAccessManager.sol",
  ValidatorSet: "contracts/consortium/ValidatorSet.sol",
} as const;

/** Name of a contract that block 0 is made from. */
export type ContractName = keyof typeof SOURCES;

/** The contracts that block 0 is made from. */
export type Contracts = Readonly<Record<ContractName, Contract>>;

/** Fully qualified names of the contracts that block 0 is made from. */
export const FOUNDING_CONTRACTS = Object.entries(SOURCES).map(([name, path]) => `${path}:${name}`);

/** Reads the contracts that block 0 is made from. */
export async function readContracts(source: ArtifactSource): Promise<Contracts> {
  const entries = Object.entries(SOURCES).map(async ([name, path]) => {
    const { abi, bytecode } = await source.readArtifact(`${path}:${name}`);
    return [name, { interface: new Interface(abi), bytecode }] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<ContractName, Contract>;
}
