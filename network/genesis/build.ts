import { AbiCoder, type Interface, concat } from "ethers";
import { PREDEPLOYS, type PredeployName } from "../../sdk/src/consortium/predeploys.ts";
import type { Alliance } from "../alliance.ts";
import { PREDEPLOY_CONTRACTS, PREDEPLOY_NAMES } from "../predeploys.ts";
import { type ArtifactSource, type Contracts, readContracts } from "./artifacts.ts";
import { GENESIS_TIMESTAMP, type Genesis, besuGenesis } from "./besu.ts";
import { checkGenesis } from "./checks.ts";
import { constructorArguments } from "./founding.ts";
import { Simulator } from "./simulator.ts";

/** Most bytes of code a contract may have (EIP-170), the first byte of the founding record included. */
const MAXIMUM_CODE = 24_576;

/** Block 0 cannot be built from this alliance. */
export class GenesisError extends Error {
  override readonly name = "GenesisError";
}

/** How block 0 is built. */
export interface GenesisOptions {
  /** Instead of the chain id of the alliance. */
  chainId?: number;
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
  options: GenesisOptions = {},
): Promise<Genesis> {
  const chainId = options.chainId ?? alliance.chain.id;
  const contracts = await readContracts(artifacts);
  const block = { chainId, timestamp: GENESIS_TIMESTAMP, gasLimit: alliance.chain.blockGasLimit };
  const simulator = await Simulator.create(block);
  const parameters = constructorArguments(alliance, contracts);
  for (const name of PREDEPLOY_NAMES) await construct(simulator, name, contracts, parameters[name]);
  const genesis = besuGenesis(alliance, chainId, await simulator.export());
  const failures = await checkGenesis(genesis, alliance, contracts);
  if (failures.length > 0) {
    throw new GenesisError(`The genesis fails its checks, so nothing is written:\n- ${failures.join("\n- ")}`);
  }
  return genesis;
}

async function construct(
  simulator: Simulator,
  name: PredeployName,
  contracts: Contracts,
  parameters: unknown[],
): Promise<void> {
  const contractName = PREDEPLOY_CONTRACTS[name];
  const contract = contracts[contractName];
  const encoded = contract.interface.encodeDeploy(parameters);
  const outcome = await simulator.construct(PREDEPLOYS[name], concat([contract.bytecode, encoded]));
  if (!outcome.reverted) return;
  const reason = explainRevert(outcome.data, Object.values(contracts).map((each) => each.interface));
  const hint = name === "registry" && outcome.data === "0x" ? recordSizeHint(contract.interface, parameters) : "";
  throw new GenesisError(`The constructor of ${contractName} (${name}, ${PREDEPLOYS[name]}) refuses: ${reason}.${hint}`);
}

/** Names a custom error with its arguments, whichever of the contracts declares it. */
function explainRevert(data: string, interfaces: readonly Interface[]): string {
  if (data.length < 10) return "no reason given";
  for (const each of interfaces) {
    const error = each.parseError(data);
    if (error === null) continue;
    const parameters = error.fragment.inputs.map(({ name }, index) => `${name}: ${error.args[index]}`);
    return `${error.name}(${parameters.join(", ")})`;
  }
  return `unknown reason ${data}`;
}

function recordSizeHint(registry: Interface, parameters: unknown[]): string {
  const type = registry.deploy.inputs[2];
  if (type === undefined) return "";
  const size = (AbiCoder.defaultAbiCoder().encode([type], [parameters[2]]).length - 2) / 2 + 1;
  if (size <= MAXIMUM_CODE) return "";
  return ` The founding record has ${size} bytes and may have ${MAXIMUM_CODE}: found with fewer members, admit the rest.`;
}
