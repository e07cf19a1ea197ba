import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { MAXIMUM_VALIDATORS } from "../../network/alliance/schema.ts";
import type { Alliance } from "../../network/alliance.ts";
import { type Bundle, makeBundle } from "../../network/bundle/make.ts";
import { PASSWORD_VARIABLE } from "../../network/bundle/node-keys.ts";
import { remarksOn } from "../../network/bundle/remarks.ts";
import type { Trial } from "../../network/bundle/trial.ts";
import type { Genesis } from "../../network/genesis/besu.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { requireCodeFits, summarize } from "../../network/genesis/summary.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseChainId, parseCount, parseList } from "../lib/arguments.ts";
import { reportFailure, TaskError } from "../lib/failure.ts";
import { record, table, toJson } from "../lib/output.ts";
import { readVariable } from "../lib/variables.ts";

interface Arguments extends CommonArguments {
  alliance: string;
  out: string;
  for: string | undefined;
  key: string | undefined;
  validators: string | undefined;
  rpcNodes: string | undefined;
  loopback: boolean;
  chainId: string | undefined;
  force: boolean;
}

export default async (args: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
  try {
    const bundle = await makeBundle(
      {
        alliance: args.alliance,
        folder: args.out,
        member: args.for,
        keyFiles: parseList(args.key),
        trial: parseTrial(args),
        chainId: args.chainId === undefined ? undefined : parseChainId(args.chainId),
        force: args.force,
      },
      {
        genesis: (alliance) => genesisFor(alliance, hre),
        password: () => readVariable(hre, PASSWORD_VARIABLE),
      },
    );
    const remarks = remarksOn(bundle);
    console.log(
      args.json ? toJson({ folder: args.out, ...bundle, remarks }) : describe(args.out, bundle, remarks),
    );
  } catch (error) {
    reportFailure(error, args.json);
  }
};

async function genesisFor(alliance: Alliance, hre: HardhatRuntimeEnvironment): Promise<Genesis> {
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const genesis = await buildGenesis(alliance, hre.artifacts);
  requireCodeFits(summarize(genesis, alliance));
  return genesis;
}

/** A trial network has keys of its own and no owner; a real one has its nodes in the file. */
function parseTrial(args: Arguments): Trial | undefined {
  const { validators, rpcNodes, loopback } = args;
  if (validators === undefined) {
    if (!loopback && rpcNodes === undefined) return undefined;
    throw new TaskError(
      `${loopback ? "--loopback" : "--rpc-nodes"} shapes a trial network, and none is asked for.`,
      "Add --validators to make one; without it the nodes are those of the alliance's file.",
    );
  }
  const real = args.for === undefined ? (args.key === undefined ? undefined : "key") : "for";
  if (real !== undefined) {
    throw new TaskError(
      `--${real} does not go with --validators: a trial network makes all its keys and is one folder.`,
      "Leave one of them out. To hand a trial network out by member, run again with its alliance.yaml and its keys.",
    );
  }
  return {
    validators: parseSeats("--validators", validators),
    rpcNodes: parseSeats("--rpc-nodes", rpcNodes ?? "1"),
    loopback,
  };
}

function parseSeats(name: string, text: string): number {
  const count = parseCount(name, text, 1);
  if (count <= MAXIMUM_VALIDATORS) return count;
  throw new TaskError(
    `${name} ${count} is too many.`,
    `A validator set holds at most ${MAXIMUM_VALIDATORS}.`,
  );
}

function describe(folder: string, { plan, written }: Bundle, remarks: readonly string[]): string {
  const rows = plan.nodes.map(({ name, seat, address, endpoint, rpcUrl }) => [
    name,
    seat,
    address,
    endpoint,
    rpcUrl,
  ]);
  return [
    record({
      folder,
      chainId: plan.chainId,
      "sha256 of genesis.json": plan.genesisDigest,
      written: written.length === 0 ? "nothing, all was there" : `${written.length} files`,
    }),
    table(["node", "seat", "address", "endpoint", "JSON-RPC"], rows),
    "All members compare the sha256: nodes with another genesis cannot join.",
    ...remarks,
  ].join("\n\n");
}
