import { PREDEPLOYS, type PredeployName } from "@guildhall/sdk/consortium";
import { errorCatalogue } from "@guildhall/sdk/errors";
import { AbiCoder, concat } from "ethers";
import type { Alliance } from "../alliance.ts";
import { PREDEPLOY_CONTRACTS, PREDEPLOY_NAMES } from "../predeploys.ts";
import { type ArtifactSource, type Contract, readContracts } from "./artifacts.ts";
import { GENESIS_TIMESTAMP, type Genesis, besuGenesis } from "./besu.ts";
import { checkGenesis } from "./checks.ts";
import { GenesisError } from "./error.ts";
import { constructorArguments } from "./founding.ts";
import { Simulator } from "./simulator.ts";

/** Most bytes of code a contract may have (EIP-170); the founding record is code behind one byte. */
const MAXIMUM_CODE = 24_576;

/** How block 0 is built. */
export interface GenesisOptions {
  /** Instead of the chain id of the alliance. */
  chainId?: number | undefined;
}

/**
 * Builds block 0 of an alliance: runs the constructors of its contracts at their final addresses, under its chain id,
 * and exports the state they leave. Deterministic in alliance, contracts and chain id.
 *
 * @throws GenesisError when a constructor refuses the alliance or the result fails a check.
 */
export async function buildGenesis(
  alliance: Alliance,
  artifacts: ArtifactSource,
  { chainId = alliance.chain.id }: GenesisOptions = {},
): Promise<Genesis> {
  const contracts = await readContracts(artifacts);
  const block = { chainId, timestamp: GENESIS_TIMESTAMP, gasLimit: alliance.chain.blockGasLimit };
  const simulator = await Simulator.create(block);
  const parameters = constructorArguments(alliance, contracts);
  for (const name of PREDEPLOY_NAMES) {
    await construct(simulator, name, contracts[PREDEPLOY_CONTRACTS[name]], parameters[name]);
  }
  const genesis = besuGenesis(alliance, chainId, await simulator.export());
  const failures = await checkGenesis(genesis, alliance, contracts);
  if (failures.length > 0) {
    const remedy = "Contracts and genesis builder do not fit together; build both from one revision of this project.";
    throw new GenesisError(`The finished genesis fails its checks:\n- ${failures.join("\n- ")}`, remedy);
  }
  return genesis;
}

async function construct(
  simulator: Simulator,
  name: PredeployName,
  contract: Contract,
  parameters: unknown[],
): Promise<void> {
  if (name === "registry") requireRecordFits(contract, parameters);
  const initCode = concat([contract.bytecode, contract.interface.encodeDeploy(parameters)]);
  const { reverted, data } = await simulator.construct(PREDEPLOYS[name], initCode);
  if (!reverted) return;
  const { reason, remedy } = explainRevert(data);
  const where = `${PREDEPLOY_CONTRACTS[name]} (${name}, ${PREDEPLOYS[name]})`;
  throw new GenesisError(`The constructor of ${where} refuses the alliance: ${reason}`, remedy);
}

function explainRevert(data: string): { reason: string; remedy: string } {
  const error = errorCatalogue.find(({ selector }) => selector === data.slice(0, 10));
  if (error === undefined) {
    const remedy = "Look at the constructor: it gives no reason that this project declares.";
    return { reason: data === "0x" ? "it gives no reason." : `it reverts with ${data}.`, remedy };
  }
  const types = error.inputs.map(({ type }) => type);
  const values = AbiCoder.defaultAbiCoder().decode(types, `0x${data.slice(10)}`);
  const parameters = error.inputs.map(({ name }, index) => `${name}: ${values[index]}`);
  return { reason: `${error.name}(${parameters.join(", ")}). ${error.why}`, remedy: error.remedy };
}

/** The register's constructor stores its founders as code of a contract of their own. */
function requireRecordFits({ interface: abi }: Contract, parameters: unknown[]): void {
  const founders = abi.deploy.inputs[2];
  if (founders === undefined) throw new GenesisError("ConsortiumRegistry takes no founders.", "Compile the contracts.");
  const size = (AbiCoder.defaultAbiCoder().encode([founders], [parameters[2]]).length - 2) / 2 + 1;
  if (size <= MAXIMUM_CODE) return;
  throw new GenesisError(
    `The founding record has ${size} bytes; a contract holds at most ${MAXIMUM_CODE} (EIP-170).`,
    "Found the alliance with fewer members, accounts or nodes, and add the others once it runs.",
  );
}
