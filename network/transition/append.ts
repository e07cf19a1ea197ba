import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formatPlan } from "../bundle/config-files.ts";
import { type BundleFile, sha256, writeBundle } from "../bundle/files.ts";
import { BUNDLE, type NetworkPlan, readPlan } from "../bundle/plan.ts";
import { formatGenesis, type Genesis, type Transition } from "../genesis/besu.ts";
import type { Finding } from "../validate/finding.ts";
import { readJson } from "../validate/source-file.ts";
import { transitionChecks } from "../validate/transitions.ts";
import { TransitionRefused } from "./error.ts";

/** What a change did to the genesis file of a bundle. */
export interface Change {
  transition: Transition;
  /** SHA-256 of the genesis file, hex with 0x: all members compare it. */
  digest: string;
  /** Digest of the file before. */
  previousDigest: string;
  /** Paths of the files that were written; none if the change was there already. */
  written: string[];
}

/** Rules and plan of a bundle. */
export interface Rules {
  plan: NetworkPlan;
  genesis: Genesis;
  /** Text of the genesis file. */
  text: string;
}

/**
 * Reads the plan and the genesis file of a bundle.
 *
 * @throws PlanUnreadable, TransitionRefused when one of them cannot be read.
 */
export async function readRules(folder: string): Promise<Rules> {
  const plan = await readPlan(folder);
  const path = join(folder, BUNDLE.genesis);
  try {
    const text = await readFile(path, "utf8");
    return { plan, text, genesis: JSON.parse(text) as Genesis };
  } catch (cause) {
    throw new TransitionRefused(
      `${path} cannot be read: ${(cause as Error).message}.`,
      "Put the common file back; `network validate` says what is wrong with it.",
    );
  }
}

/** The changes of rules that a genesis file dates, in ascending order of time. */
export function transitionsOf({ config }: Genesis): readonly Transition[] {
  return config.transitions?.qbft ?? [];
}

/** Whether a genesis file dates this very change already. */
export function hasTransition(genesis: Genesis, transition: Transition): boolean {
  const sorted = (each: Transition) => JSON.stringify(Object.entries(each).sort());
  return transitionsOf(genesis).some((each) => sorted(each) === sorted(transition));
}

/** The contract that names the validators of blocks after one dated `time`, seconds since 1970. */
export function contractAt(genesis: Genesis, time: number): string {
  const last = transitionsOf(genesis).findLast(
    ({ block, validatorcontractaddress }) => block <= time && validatorcontractaddress !== undefined,
  );
  return last?.validatorcontractaddress ?? genesis.config.qbft.validatorcontractaddress;
}

/**
 * Puts a transition into a bundle's genesis file, in order of time, and the file's new digest into the plan. Earlier
 * transitions stay for ever: whoever joins later needs them to check old blocks. A second run with the same transition
 * changes nothing, and completes a run that was cut off.
 *
 * @throws TransitionRefused when the file is not the common one, or the transition would harm the chain; nothing has
 * been written then.
 */
export async function appendTransition(folder: string, transition: Transition): Promise<Change> {
  const rules = await readRules(folder);
  const { plan, genesis, text } = rules;
  const isThere = hasTransition(genesis, transition);
  const changed = isThere ? text : withTransition(genesis, transition);
  if (!isThere) {
    requireCommonFile(rules);
    requireHarmless(rules, changed);
  }
  const digest = sha256(changed);
  const files: BundleFile[] = [
    { path: BUNDLE.genesis, text: changed },
    ...(await readmeWith(folder, plan.genesisDigest, digest)),
    { path: BUNDLE.plan, text: formatPlan({ ...plan, genesisDigest: digest }) },
  ];
  const written = await writeBundle(folder, files, { force: true });
  return { transition, digest, previousDigest: plan.genesisDigest, written };
}

function withTransition(genesis: Genesis, transition: Transition): string {
  const qbft = [...transitionsOf(genesis), transition].sort((a, b) => a.block - b.block);
  return formatGenesis({ ...genesis, config: { ...genesis.config, transitions: { qbft } } });
}

function requireCommonFile({ plan, text }: Rules): void {
  if (sha256(text) === plan.genesisDigest) return;
  throw new TransitionRefused(
    `${BUNDLE.genesis} has the SHA-256 ${sha256(text)}; ${BUNDLE.plan} says ${plan.genesisDigest}. ` +
      "A change of a file that differs from the other members' would part this network.",
    "Compare the digest with the other members, put the common file back, and run again.",
  );
}

/** Refuses what `network validate` would find in the changed file and not in the one before. */
function requireHarmless({ plan, text }: Rules, changed: string): void {
  const faults = (source: string): Finding[] => {
    const { file } = readJson(BUNDLE.genesis, source);
    return transitionChecks.flatMap((check) => [
      ...(check(file, { plan, keyFolders: [] }) as Iterable<Finding>),
    ]);
  };
  const known = faults(text).map(({ fault }) => fault);
  const [finding] = faults(changed).filter(({ fault }) => !known.includes(fault));
  if (finding === undefined) return;
  throw new TransitionRefused(`${finding.fault} ${finding.consequence}`, finding.cure);
}

async function readmeWith(folder: string, before: string, after: string): Promise<BundleFile[]> {
  const path = "README.md";
  const text = await readFile(join(folder, path), "utf8").catch(() => undefined);
  return text === undefined ? [] : [{ path, text: text.replaceAll(before.slice(2), after.slice(2)) }];
}
