import { readDirectory } from "@guildhall/sdk/consortium";
import { readRecord } from "../../../network/deployment/record.ts";
import { action } from "../../lib/action.ts";
import { table } from "../../lib/output.ts";

export default action(async (_args, { hre, networkName, alliance }) => {
  const [entries, recorded] = await Promise.all([
    readDirectory(alliance.directory),
    readRecord(hre.config.paths.ignition, networkName),
  ]);
  const current = new Map([["directory", await alliance.directory.getAddress()], ...entries]);
  const names = [...new Set([...current.keys(), ...Object.keys(recorded?.contracts ?? {})])];
  const contracts = names.map((name) => ({
    name,
    address: current.get(name),
    recorded: recorded?.contracts[name],
  }));
  const rows = contracts.map((contract) => [
    contract.name,
    contract.address,
    remark(contract, recorded !== undefined),
  ]);
  return {
    data: { network: networkName, contracts },
    text: table(["contract", "in the directory", "record"], rows),
  };
});

function remark(
  contract: { address: string | undefined; recorded: string | undefined },
  isKept: boolean,
): string {
  if (!isKept) return "no record of this network";
  if (contract.recorded === undefined) return "not recorded";
  if (contract.address === undefined) return `deployed at ${contract.recorded}, not voted in`;
  return contract.recorded === contract.address ? "same" : `recorded at ${contract.recorded}`;
}
