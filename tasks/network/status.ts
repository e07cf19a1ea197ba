import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { observe } from "../../network/observe/observe.ts";
import { repeat } from "../../network/observe/repeat.ts";
import { type NetworkStatus, type NodeStatus, statusOf } from "../../network/observe/status.ts";
import type { CommonArguments } from "../lib/action.ts";
import { reportFailure } from "../lib/failure.ts";
import { record, table, toJson } from "../lib/output.ts";
import { interruption, periodMs, type Subject, type SubjectArguments, subjectOf } from "./subject.ts";

interface Arguments extends CommonArguments, SubjectArguments {
  watch: boolean;
}

const CLEAR_SCREEN = "\u001b[H\u001b[2J";

export default async (args: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
  try {
    const subject = await subjectOf(hre, args);
    if (args.watch) {
      await repeat(() => redraw(subject, args), periodMs(subject), interruption());
      return;
    }
    const status = await look(subject);
    console.log(args.json ? toJson(status) : describe(status));
    if (status.nodes.every(({ unreachable }) => unreachable !== undefined)) process.exitCode = 1;
  } catch (error) {
    reportFailure(error, args.json);
  }
};

async function look({ plan, targets, options }: Subject): Promise<NetworkStatus> {
  return statusOf(await observe(plan, targets, options, Date.now));
}

/** On a terminal the picture is drawn anew; into a file or a pipe goes one line a look. */
async function redraw(subject: Subject, { json }: Arguments): Promise<void> {
  const status = await look(subject);
  if (json) console.log(JSON.stringify(status));
  else console.log(process.stdout.isTTY ? CLEAR_SCREEN + describe(status) : line(status));
}

function describe(status: NetworkStatus): string {
  const { nodes, validators, averageGapSeconds, longestGapSeconds, gasUsedPercent } = status;
  const rows = nodes.map((node) => [
    node.name,
    node.seat,
    node.height,
    node.hash?.slice(0, 10),
    seconds(node.headAgeSeconds),
    node.syncing === undefined ? undefined : node.syncing ? "yes" : "no",
    node.peers,
    poolCell(node),
    node.proposed,
    node.lastProposed,
  ]);
  const silent = nodes.filter(({ unreachable }) => unreachable !== undefined);
  return [
    table(["node", "seat", "height", "hash", "age", "syncing", "peers", "pool", "of 100", "last"], rows),
    ...silent.map(({ name, unreachable }) => `${name} cannot be asked: ${unreachable}`),
    record({
      chain: status.chainId,
      validators: validators?.length,
      quorum: status.quorum,
      "may be down": status.mayFail,
      blocks:
        averageGapSeconds === undefined
          ? undefined
          : `${averageGapSeconds} s apart on average, ${longestGapSeconds} s at most, over the last 20`,
      use:
        gasUsedPercent === undefined
          ? undefined
          : `${gasUsedPercent} % of the gas, ${status.transactions} transactions in them`,
    }),
  ].join("\n");
}

function line({ height, validators, mayFail, nodes }: NetworkStatus): string {
  const asked = nodes.filter(({ unreachable }) => unreachable === undefined);
  const youngest = Math.min(...asked.map(({ headAgeSeconds = Number.POSITIVE_INFINITY }) => headAgeSeconds));
  const waiting = Math.max(0, ...asked.map(({ pool }) => pool?.total ?? 0));
  return [
    new Date().toISOString(),
    `height ${height ?? "-"}`,
    `age ${Number.isFinite(youngest) ? youngest : "-"} s`,
    `${asked.length} of ${nodes.length} nodes answer`,
    `${validators?.length ?? "-"} validators, ${mayFail ?? "-"} may be down`,
    `pool ${waiting}`,
  ].join("  ");
}

function seconds(age: number | undefined): string | undefined {
  return age === undefined ? undefined : `${age} s`;
}

function poolCell({ pool }: NodeStatus): string | number | undefined {
  return pool?.local === undefined ? pool?.total : `${pool.total}, ${pool.local} own`;
}
