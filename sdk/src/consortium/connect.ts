import { type ContractRunner, decodeBytes32String, isError, type Provider } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import type {
  ConsortiumAccessManager,
  ConsortiumGovernor,
  ConsortiumRegistry,
  Directory,
  TimelockController,
  ValidatorSet,
} from "../generated/contracts/index.ts";
import {
  ConsortiumAccessManager__factory,
  ConsortiumGovernor__factory,
  ConsortiumRegistry__factory,
  Directory__factory,
  TimelockController__factory,
  ValidatorSet__factory,
} from "../generated/contracts/index.ts";
import { PREDEPLOYS, type PredeployName } from "./predeploys.ts";

/** The contracts of the consortium room as the directory names them. */
export interface Alliance {
  readonly directory: Directory;
  readonly registry: ConsortiumRegistry;
  readonly governor: ConsortiumGovernor;
  readonly timelock: TimelockController;
  readonly accessManager: ConsortiumAccessManager;
  readonly validatorSet: ValidatorSet;
  readonly rescueValidatorSet: ValidatorSet;
}

/** There is no directory at its fixed address. */
export class AllianceNotFound extends GuildhallError {
  override readonly name = "AllianceNotFound";
  constructor(chainId: bigint) {
    super(
      `Chain ${chainId} has no directory at ${PREDEPLOYS.directory}, so it holds no Guildhall alliance.`,
      "Check the URL and chain id of the network; a new chain must start from a file of `genesis build`.",
      { chainId },
    );
  }
}

/** The directory does not name a contract that every alliance has. */
export class NotInDirectory extends GuildhallError {
  override readonly name = "NotInDirectory";
  constructor(entry: string) {
    super(
      `The directory of this chain has no entry "${entry}".`,
      "Deploy the room, or propose to enter its address.",
      { entry },
    );
  }
}

/** The runner cannot read the chain. */
export class NoProvider extends GuildhallError {
  override readonly name = "NoProvider";
  constructor() {
    super("The signer is not connected to a node.", "Connect it first: `signer.connect(provider)`.");
  }
}

/**
 * Finds the contracts of the alliance through the directory at its fixed address. One request.
 *
 * @param runner A provider to read, or a connected signer to write as well.
 * @throws AllianceNotFound when the chain has no directory there; NotInDirectory; NoProvider.
 * @example const { registry } = await connectAlliance(provider);
 */
export async function connectAlliance(runner: ContractRunner): Promise<Alliance> {
  const directory = Directory__factory.connect(PREDEPLOYS.directory, runner);
  const addresses = await readDirectory(directory);
  const addressOf = (entry: PredeployName): string => {
    const address = addresses.get(entry);
    if (address === undefined) throw new NotInDirectory(entry);
    return address;
  };
  return {
    directory,
    registry: ConsortiumRegistry__factory.connect(addressOf("registry"), runner),
    governor: ConsortiumGovernor__factory.connect(addressOf("governor"), runner),
    timelock: TimelockController__factory.connect(addressOf("timelock"), runner),
    accessManager: ConsortiumAccessManager__factory.connect(addressOf("accessManager"), runner),
    validatorSet: ValidatorSet__factory.connect(addressOf("validatorSet"), runner),
    rescueValidatorSet: ValidatorSet__factory.connect(addressOf("rescueValidatorSet"), runner),
  };
}

/**
 * Every entry of the directory: address by name.
 *
 * @throws AllianceNotFound when the chain has no directory; NoProvider.
 */
export async function readDirectory(directory: Directory): Promise<Map<string, string>> {
  const provider = providerOf(directory.runner);
  try {
    const entries = await directory.entries();
    return new Map(entries.map(({ name, target }) => [decodeBytes32String(name), target]));
  } catch (error) {
    if (!isError(error, "BAD_DATA")) throw error;
    throw new AllianceNotFound((await provider.getNetwork()).chainId);
  }
}

/**
 * The provider behind a contract's runner.
 *
 * @throws NoProvider when there is none.
 */
export function providerOf(runner: ContractRunner | null): Provider {
  const provider = runner?.provider ?? undefined;
  if (provider === undefined) throw new NoProvider();
  return provider;
}
