import { formatInstant, ValidatorSet__factory } from "@guildhall/sdk";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { getAddress, ZeroAddress } from "ethers";
import { type NetworkPlan, readPlan } from "../bundle/plan.ts";
import type { Genesis, Transition } from "../genesis/besu.ts";
import { quorumOf } from "../quorum.ts";
import { appendTransition, type Change, contractAt, hasTransition, readRules } from "./append.ts";
import { TransitionRefused } from "./error.ts";
import { agreedHead, type Head, readWitnesses, type Witness, withNode } from "./head.ts";
import { type Notice, scheduleTransition } from "./schedule.ts";

/** The lists that validators can be taken from. */
export const LISTS = { rescue: PREDEPLOYS.rescueValidatorSet, main: PREDEPLOYS.validatorSet } as const;

/** Name of a list that validators can be taken from. */
export type ListName = keyof typeof LISTS;

/** What is asked of a rescue. */
export interface RescueRequest extends Notice {
  folder: string;
  /** The list that shall rule. */
  to: ListName;
  /** JSON-RPC of the nodes to ask; all that the plan knows if empty. */
  urls: readonly string[];
  /** When the list shall rule, seconds since 1970; the time of the stalled head unless given. */
  at?: number | undefined;
}

/** What a rescue did, and on what grounds. */
export interface Rescue extends Change {
  head: Head;
  witnesses: Witness[];
  /** Validators that will seal. */
  validators: string[];
  /** What should be seen to before the nodes are restarted. */
  warnings: string[];
  /** Whether the chain stands still, so that the list rules from the next block; otherwise the switch is planned. */
  halted: boolean;
}

/**
 * Hands consensus to another list of validators. A halted chain goes on from its head: then the list must rule from the head's
 * exact timestamp on. A running chain is given a time ahead.
 *
 * @throws TransitionRefused when that would not bring the chain back, or not keep it alive; nothing has been written then.
 */
export async function rescue(request: RescueRequest): Promise<Rescue> {
  const { folder, to, urls, now } = request;
  const plan = await readPlan(folder);
  const witnesses = await readWitnesses(plan, urls);
  const head = agreedHead(witnesses);
  const halted = now - head.timestamp > stallLimit(plan);
  const at = startOf(request, head, halted, plan);
  const transition = switchTo(to, at);
  const { genesis } = await readRules(folder);
  if (!hasTransition(genesis, transition)) requireAnotherList(genesis, at, to);
  const { validators, warnings } = await examine(
    plan,
    witnesses,
    LISTS[to],
    contractAt(genesis, head.timestamp),
  );
  const change = halted
    ? await appendTransition(folder, transition)
    : await scheduleTransition(folder, transition, request);
  return { ...change, head, witnesses, validators, warnings, halted };
}

/**
 * Seconds after which a chain without a new block is taken to be halted: four rounds have passed in vain, each twice as long as
 * the one before (QBFT), while one failed proposer costs one.
 */
export function stallLimit({ blockPeriodSeconds, requestTimeoutSeconds }: NetworkPlan): number {
  return blockPeriodSeconds + (1 + 2 + 4 + 8) * requestTimeoutSeconds;
}

function switchTo(to: ListName, at: number): Transition {
  return { block: at, validatorselectionmode: "contract", validatorcontractaddress: LISTS[to] };
}

function startOf({ at, now }: RescueRequest, head: Head, halted: boolean, plan: NetworkPlan): number {
  const shown = `block ${head.number}, dated ${formatInstant(head.timestamp)} (${head.timestamp})`;
  if (!halted) {
    if (at !== undefined) return at;
    throw new TransitionRefused(
      `The chain is not halted: its head is ${shown}, ${now - head.timestamp} seconds ago; ` +
        `it counts as halted after ${stallLimit(plan)} seconds without a block.`,
      "Wait and run again if no block comes. To hand over a running chain, date the switch ahead with --at.",
    );
  }
  if (at === undefined || at === head.timestamp) return head.timestamp;
  const why =
    at > head.timestamp
      ? "With a later time nodes do not start: they read the list that rules the head, which is the broken one."
      : "With an earlier time running nodes go on, yet blocks that the old list sealed would be held against the new " +
        "one, and no new node could ever join.";
  throw new TransitionRefused(
    `The chain stands at ${shown}; a switch at ${formatInstant(at)} (${at}) does not mend it. ${why}`,
    "Leave --at out: the exact timestamp of the head is the only time that works, and it is read from the nodes.",
  );
}

function requireAnotherList(genesis: Genesis, at: number, to: ListName): void {
  if (contractAt(genesis, at).toLowerCase() !== LISTS[to]) return;
  throw new TransitionRefused(
    `The ${to} list (${LISTS[to]}) rules already at that time.`,
    "Bring its nodes back (docs/runbooks/recover-from-lost-majority.md), or switch to the other list with --to.",
  );
}

/** Asks a node for the list, and looks for the nodes on it. */
async function examine(
  plan: NetworkPlan,
  witnesses: readonly Witness[],
  contract: string,
  ruling: string,
): Promise<{ validators: string[]; warnings: string[] }> {
  const { url = "" } = witnesses.find(({ head }) => head !== undefined) ?? {};
  const validators = await readList(url, plan.chainId, contract);
  const seats = validators.map((address) => ({ address, node: nodeOf(plan, address) }));
  const unreachable = seats.filter(({ node }) => isSilent(witnesses, node?.name));
  const unseen = seats.filter(({ node }) => !witnesses.some(({ name }) => name === node?.name));
  const quorum = quorumOf(validators.length);
  const tooFew = validators.length - unreachable.length < quorum;
  // Where the ruling list cannot be read, a node that stopped can only start with the changed file.
  if (
    tooFew &&
    (await readList(url, plan.chainId, ruling).then(
      () => true,
      () => false,
    ))
  ) {
    throw new TransitionRefused(
      `The list has ${validators.length} validators and ${quorum} must sign a block; ` +
        `${unreachable.map(({ node }) => node?.name).join(", ")} do not answer, so the chain would stand still again.`,
      "Start them first, with the genesis file as it is.",
    );
  }
  const warnings = [...unreachable, ...unseen].map(({ address, node }) =>
    node === undefined
      ? `${address} is on the list and in no plan: nobody knows who runs it.`
      : `${node.name} (${node.member}) is on the list and cannot be seen from here: see that it runs afterwards.`,
  );
  return { validators, warnings };
}

async function readList(url: string, chainId: number, contract: string): Promise<string[]> {
  const validators = await withNode(url, chainId, async (provider) => {
    if ((await provider.getCode(contract)) === "0x") throw new Error("no contract stands there");
    return [...(await ValidatorSet__factory.connect(contract, provider).getValidators())];
  }).catch((cause: Error) => {
    throw new TransitionRefused(
      `The list at ${contract} cannot be read: ${cause.message}.`,
      "Consensus cannot be handed to it: every node would halt as it does now. Switch to the other list with --to.",
    );
  });
  const fault =
    validators.length === 0
      ? "is empty"
      : validators.includes(ZeroAddress)
        ? "holds address zero"
        : new Set(validators).size < validators.length
          ? "holds a validator twice"
          : undefined;
  if (fault === undefined) return validators.map((address) => getAddress(address));
  throw new TransitionRefused(
    `The list at ${contract} ${fault}.`,
    "Consensus cannot be handed to it. Switch to the other list with --to.",
  );
}

function nodeOf({ nodes }: NetworkPlan, address: string) {
  return nodes.find((node) => node.address === address);
}

function isSilent(witnesses: readonly Witness[], name: string | undefined): boolean {
  return witnesses.some((witness) => witness.name === name && witness.head === undefined);
}
