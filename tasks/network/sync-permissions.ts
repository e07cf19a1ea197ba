import { explainError } from "@guildhall/sdk/errors";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { repeat } from "../../network/observe/repeat.ts";
import { isSettled, type Pass, permissionAgent } from "../../network/permissions/agent.ts";
import type { ListOutcome, NodeOutcome } from "../../network/permissions/apply.ts";
import { readGuests, requireAddresses } from "../../network/permissions/guests.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseList } from "../lib/arguments.ts";
import { reportFailure } from "../lib/failure.ts";
import { table, toJson } from "../lib/output.ts";
import { interruption, periodMs, type SubjectArguments, subjectOf } from "./subject.ts";

interface Arguments extends CommonArguments, SubjectArguments {
  watch: boolean;
  dryRun: boolean;
  allowShrink: boolean;
  also: string | undefined;
}

/** What the lists are worth; said with every pass. */
const REMARKS = [
  "The node list is no authentication: Besu compares addresses and ports, not keys. Keep strangers out by firewall or VPN.",
  "The account list holds only while every validator has it: one without is a hole.",
];

export default async (args: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
  try {
    const subject = await subjectOf(hre, args);
    const { folder } = subject;
    const also = requireAddresses("--also", parseList(args.also));
    const guests = async () => [...also, ...(folder === undefined ? [] : await readGuests(folder))];
    const { plan, targets, options: asking } = subject;
    const { dryRun, allowShrink } = args;
    const pass = permissionAgent({ plan, targets, guests, asking, dryRun, allowShrink, now: Date.now });
    if (args.watch) {
      await repeat(watcher(pass, args.json), periodMs(subject), interruption());
      return;
    }
    const done = await pass();
    console.log(args.json ? toJson({ settled: isSettled(done), ...done, remarks: REMARKS }) : describe(done));
    if (!isSettled(done)) process.exitCode = 1;
  } catch (error) {
    reportFailure(error, args.json);
  }
};

/** Makes a pass and prints what is new since the last one; a pass that fails is reported, and made again next time. */
function watcher(pass: () => Promise<Pass>, json: boolean): () => Promise<void> {
  let before = "";
  return async () => {
    const lines = await pass().then(linesOf, (error) => [explainError(error).why]);
    const now = lines.join("\n");
    if (now === before) return;
    before = now;
    const at = new Date().toISOString();
    for (const line of lines) console.log(json ? JSON.stringify({ at, line }) : `${at}  ${line}`);
  };
}

function linesOf({ source, entries, wanted, leftOut, outcomes }: Pass): string[] {
  const register = `register at ${source}: ${entries} entries, ${wanted.nodes} nodes, ${wanted.accounts} accounts`;
  return [
    register,
    ...leftOut.map(leftOutLine),
    ...outcomes.flatMap((outcome) =>
      listsOf(outcome).map(([list, each]) => sentence(outcome.name, list, each)),
    ),
  ];
}

function sentence(
  node: string,
  list: string,
  { state, added, removed, missing, extra, reason }: ListOutcome,
): string {
  const changes = [
    ...added.map((entry) => `added ${short(entry)}`),
    ...removed.map((entry) => `removed ${short(entry)}`),
    ...missing.map((entry) => `missing ${short(entry)}`),
    ...extra.map((entry) => `extra ${short(entry)}`),
  ];
  return [`${node} ${list}: ${state}`, ...changes, ...(reason === undefined ? [] : [reason])].join(", ");
}

function describe(done: Pass): string {
  const { source, entries, wanted, outcomes } = done;
  const rows = outcomes.flatMap((outcome) =>
    listsOf(outcome).map(([list, each]) => [
      outcome.name,
      list,
      each.state,
      each.added.length,
      each.removed.length,
      each.missing.map(short).join("\n"),
      each.extra.map(short).join("\n"),
    ]),
  );
  const reasons = outcomes.flatMap((outcome) =>
    listsOf(outcome).flatMap(([list, { reason }]) =>
      reason === undefined ? [] : [`${outcome.name} ${list}: ${reason}`],
    ),
  );
  return [
    `Register read at ${source}: ${entries} log entries, ${wanted.nodes} nodes, ${wanted.accounts} accounts.`,
    table(["node", "list", "state", "added", "removed", "missing", "extra"], rows),
    ...reasons,
    ...done.leftOut.map(leftOutLine),
    ...REMARKS,
  ].join("\n");
}

function listsOf({ nodes, accounts }: NodeOutcome): [string, ListOutcome][] {
  return [
    ["nodes", nodes],
    ["accounts", accounts],
  ];
}

function leftOutLine(enode: string): string {
  return `${short(enode)} is registered without an IP address and is on no list: its member registers it anew (node add).`;
}

/** An enode is known by the beginning of its key and its address. */
function short(entry: string): string {
  return entry.replace(/^enode:\/\/([0-9a-f]{8})[0-9a-f]+/, "$1…");
}
