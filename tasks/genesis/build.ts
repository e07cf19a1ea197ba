import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { readAlliance } from "../../network/alliance.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { writeGenesis } from "../../network/genesis/file.ts";
import { type GenesisSummary, requireCodeFits, summarize } from "../../network/genesis/summary.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseChainId } from "../lib/arguments.ts";
import { reportFailure } from "../lib/failure.ts";
import { record, table, toJson } from "../lib/output.ts";

interface Arguments extends CommonArguments {
  alliance: string;
  out: string;
  chainId: string | undefined;
  force: boolean;
}

export default async (args: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
  try {
    const chainId = args.chainId === undefined ? undefined : parseChainId(args.chainId);
    const alliance = await readAlliance(args.alliance);
    await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
    const genesis = await buildGenesis(alliance, hre.artifacts, { chainId });
    const summary = summarize(genesis, alliance);
    requireCodeFits(summary);
    await writeGenesis(args.out, genesis, args);
    console.log(args.json ? toJson({ file: args.out, ...summary }) : describe(args.out, summary));
  } catch (error) {
    reportFailure(error, args.json);
  }
};

function describe(
  file: string,
  { chainId, digest, members, predeploys, validators }: GenesisSummary,
): string {
  const contracts = predeploys.map(({ name, contract, address, codeBytes, slots }) => {
    return [name, contract, address, codeBytes, slots];
  });
  const seats = validators.map(({ set, member, address, endpoint }) => [set, member, address, endpoint]);
  return [
    record({ file, sha256: digest, chainId, members }),
    table(["contract", "built from", "address", "code bytes", "slots"], contracts),
    table(["seat", "member", "node", "endpoint"], seats),
    "Every node needs this very file: compare the sha256.",
  ].join("\n\n");
}
