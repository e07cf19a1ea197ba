import { PREDEPLOYS, type PredeployName } from "@guildhall/sdk/consortium";
import { explainError } from "@guildhall/sdk/errors";
import type { Alliance } from "../alliance.ts";
import { PREDEPLOY_CONTRACTS } from "../predeploys.ts";
import { type ArtifactSource, readContracts } from "./artifacts.ts";
import { besuGenesis, GENESIS_TIMESTAMP, type Genesis, MAXIMUM_CODE } from "./besu.ts";
import { checkGenesis } from "./checks.ts";
import { GenesisError } from "./error.ts";
import { type Construction, constructions } from "./founding.ts";
import { Simulator } from "./simulator.ts";

/** How block 0 is built. */
export interface GenesisOptions {
  /** Instead of the chain id of the alliance. */
  chainId?: number | undefined;
}

/**
 * Builds block 0 of an alliance: runs the constructors of its contracts at their final addresses, under its
 * chain id, and exports the state they leave. Deterministic in alliance, contracts and chain id.
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
  for (const construction of constructions(alliance, contracts)) await construct(simulator, construction);
  const genesis = besuGenesis(alliance, chainId, await simulator.export());
  const failures = await checkGenesis(genesis, alliance, contracts);
  if (failures.length > 0) {
    const remedy =
      "Contracts and genesis builder do not fit together; build both from one revision of this project.";
    throw new GenesisError(`The finished genesis fails its checks:\n- ${failures.join("\n- ")}`, remedy);
  }
  return genesis;
}

async function construct(simulator: Simulator, { name, initCode }: Construction): Promise<void> {
  const { reverted, data } = await simulator.construct(PREDEPLOYS[name], initCode);
  if (!reverted) return;
  const { reason, remedy } = explainRefusal(name, data);
  const where = `${PREDEPLOY_CONTRACTS[name]} (${name}, ${PREDEPLOYS[name]})`;
  throw new GenesisError(`The constructor of ${where} refuses the alliance: ${reason}`, remedy);
}

function explainRefusal(name: PredeployName, data: string): { reason: string; remedy: string } {
  if (name === "registry" && data === "0x") {
    // The register's constructor stores its founders as the code of a contract of their own.
    const reason = `its founding record does not fit into one contract of ${MAXIMUM_CODE} bytes (EIP-170).`;
    return {
      reason,
      remedy: "Found with fewer members, accounts or nodes, and add the others once the chain runs.",
    };
  }
  const { text, why, remedy } = explainError({ data });
  return { reason: `${text}. ${why}`, remedy };
}
