import { access } from "node:fs/promises";
import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BUNDLE, type NetworkPlan, readPlan } from "../../network/bundle/plan.ts";
import type { AskOptions } from "../../network/observe/ask.ts";
import { type Target, targetsOf } from "../../network/observe/targets.ts";
import { parseCount, parseList } from "../lib/arguments.ts";
import { readVariable } from "../lib/variables.ts";

/** Arguments of the tasks that look at a network from outside. */
export interface SubjectArguments {
  dir: string;
  rpc: string | undefined;
  limit: string | undefined;
}

/** The network that a task is about. */
export interface Subject {
  plan: NetworkPlan | undefined;
  /** Folder of the bundle; nothing where only URLs are given. */
  folder: string | undefined;
  targets: Target[];
  options: AskOptions;
}

const DEFAULT_LIMIT_SECONDS = "5";
const DEFAULT_PERIOD_SECONDS = 2;

/** The bundle's nodes and those of `--rpc`; with `--rpc` alone there need be no bundle. */
export async function subjectOf(
  hre: HardhatRuntimeEnvironment,
  { dir, rpc, limit = DEFAULT_LIMIT_SECONDS }: SubjectArguments,
): Promise<Subject> {
  const urls = parseList(rpc);
  const hasPlan = await access(join(dir, BUNDLE.plan)).then(
    () => true,
    () => urls.length === 0,
  );
  const plan = hasPlan ? await readPlan(dir) : undefined;
  return {
    plan,
    folder: hasPlan ? dir : undefined,
    targets: targetsOf(plan, urls),
    options: {
      limitMs: parseCount("--limit", limit, 1) * 1000,
      token: await readVariable(hre, "GUILDHALL_RPC_TOKEN"),
    },
  };
}

/** Milliseconds between two looks of a task that watches. */
export function periodMs({ plan }: Subject): number {
  return (plan?.blockPeriodSeconds ?? DEFAULT_PERIOD_SECONDS) * 1000;
}

/** Aborted when a person presses Ctrl-C or the process is asked to end. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
