import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { HDNodeWallet } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { loadAccounts, registerOperators } from "../../network/load/accounts.ts";
import { writeCsv } from "../../network/load/csv.ts";
import { type Measurement, measure } from "../../network/load/measure.ts";
import { plot } from "../../network/load/plot.ts";
import { type LoadRun, MOST_TRANSACTIONS, type OnProgress, runLoad } from "../../network/load/run.ts";
import { WORKLOADS, type Workload } from "../../network/load/workloads.ts";
import type { CommonArguments } from "../lib/action.ts";
import { parseCount } from "../lib/arguments.ts";
import { openContext } from "../lib/context.ts";
import { reportFailure, TaskError } from "../lib/failure.ts";
import { loadNodes } from "../lib/load-nodes.ts";
import { describeLoad } from "../lib/load-report.ts";
import { memberOf } from "../lib/members.ts";
import { toJson } from "../lib/output.ts";
import { ProgressBars } from "../lib/progress.ts";
import { signerOf } from "../lib/signers.ts";

interface Arguments extends CommonArguments {
  dir: string;
  tps: string | undefined;
  accounts: string | undefined;
  seconds: string | undefined;
  drain: string | undefined;
  rpc: string | undefined;
  call: string | undefined;
  csv: string | undefined;
  svg: string | undefined;
  as: string | undefined;
}

export default async (args: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> => {
  const bars = new ProgressBars(!args.json);
  try {
    const { report, text } = await load(args, hre, bars.show);
    bars.stop();
    console.log(args.json ? toJson(report) : text);
  } catch (error) {
    bars.stop();
    reportFailure(error, args.json);
  }
};

async function load(args: Arguments, hre: HardhatRuntimeEnvironment, onProgress: OnProgress) {
  const call = args.call ?? "session";
  const workload = workloadOf(call);
  const size = sizeOf(args);
  const urls = await loadNodes(args, hre);
  const accounts = workload.isGated
    ? await operators(args, hre, urls[0] as string, size.accounts, onProgress)
    : await loadAccounts(args.dir, 0, size.accounts);
  const run = await runLoad({ ...size, urls, accounts, workload, artifacts: hre.artifacts, onProgress });
  const figures = measure(run);
  const files = await writeFiles(args, run, figures, `${call} on ${run.client}`);
  const setting = {
    call,
    engine: run.client,
    nodes: urls,
    accounts: size.accounts,
    seconds: size.seconds,
    files,
  };
  return { report: { ...setting, ...figures }, text: describeLoad(setting, figures) };
}

async function writeFiles(
  { csv, svg }: Arguments,
  run: LoadRun,
  figures: Measurement,
  title: string,
): Promise<string[]> {
  const tables = csv === undefined ? [] : await writeCsv(csv, run);
  if (svg === undefined) return tables;
  await mkdir(dirname(svg), { recursive: true });
  await writeFile(svg, plot(title, run, figures));
  return [...tables, svg];
}

function workloadOf(name: string): Workload {
  const workload = Object.hasOwn(WORKLOADS, name) ? WORKLOADS[name] : undefined;
  if (workload !== undefined) return workload;
  const known = Object.entries(WORKLOADS).map(([call, { does }]) => `${call} (${does})`);
  throw new TaskError(`--call "${name}" is no workload.`, `There are: ${known.join(" ")}`);
}

function sizeOf(args: Arguments) {
  const tps = parseCount("--tps", args.tps ?? "50", 1);
  const seconds = parseCount("--seconds", args.seconds ?? "30", 1);
  if (tps * seconds > MOST_TRANSACTIONS) {
    throw new TaskError(
      `${tps * seconds} transactions are more than the ${MOST_TRANSACTIONS} that one run keeps in memory.`,
      "Offer fewer, for a shorter time, or share the load among several runs with folders of their own.",
    );
  }
  return {
    tps,
    seconds,
    accounts: parseCount("--accounts", args.accounts ?? "50", 1),
    drainSeconds: parseCount("--drain", args.drain ?? "40", 1),
  };
}

/** Accounts that act for the member of `--as`, registered where they are not yet. */
async function operators(
  { as, dir }: Arguments,
  hre: HardhatRuntimeEnvironment,
  url: string,
  count: number,
  onProgress: OnProgress,
): Promise<HDNodeWallet[]> {
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const context = await openContext(
    hre,
    await hre.network.create({ network: "localhost", override: { url } }),
  );
  const admin = await signerOf(context, as);
  const member = await memberOf(context, admin);
  const accounts = await loadAccounts(dir, member.id, count);
  await registerOperators(context.alliance, member, admin, accounts, (added) =>
    onProgress("register", added, count),
  );
  return accounts;
}
