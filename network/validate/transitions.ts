import { formatInstant } from "@guildhall/sdk";
import { isAddress } from "ethers";
import { allocAddress, allocEntries } from "./alloc.ts";
import type { Check } from "./check.ts";
import type { Finding } from "./finding.ts";
import { hiddenProposer, quantity, shown, slowEmptyBlocks } from "./genesis.ts";
import { timeoutTooShort } from "./plan.ts";
import type { SourceFile } from "./source-file.ts";

/** What must hold of the changes of rules that a genesis file dates. */
export const transitionChecks: Check<SourceFile>[] = [
  transitionsAreThoseOfQbft,
  everyTransitionIsDatedByTime,
  transitionsAreInOrder,
  validatorsAlwaysComeFromAContract,
  everyTransitionLeavesTheChainAlive,
];

/**
 * Least value of `block` that can be a time: 2001-09-09. Since Shanghai is active from the start, `block` holds seconds
 * since 1970; a chain of one block a second would take thirty years to reach this as a number.
 */
export const LEAST_TIME = 1_000_000_000;

const SELECTORS = ["validators", "validatorselectionmode", "validatorcontractaddress"];

/** Keys of a transition as Besu knows them. */
const KEYS = [
  "block",
  "blockperiodseconds",
  "emptyblockperiodseconds",
  "xemptyblockperiodseconds",
  "xblockperiodmilliseconds",
  "blockreward",
  "miningbeneficiary",
  "pertxgaslimit",
  ...SELECTORS,
];

interface Transition {
  index: number;
  path: (string | number)[];
  /** `block`, seconds since 1970; -1 if it is no number. */
  at: number;
  get(key: string): unknown;
}

function transitionsOf(genesis: SourceFile): Transition[] {
  return genesis.items("config", "transitions", "qbft").map((_, index) => {
    const path = ["config", "transitions", "qbft", index];
    const get = (key: string) => genesis.get(...path, key);
    return { index, path, at: Number(quantity(get("block")) ?? -1), get };
  });
}

function* transitionsAreThoseOfQbft(genesis: SourceFile): Iterable<Finding> {
  for (const key of genesis.keys("config", "transitions")) {
    if (key.toLowerCase() === "qbft") continue;
    yield genesis.finding(["config", "transitions", key], {
      fault: `Transitions of "${key}" do not concern this consensus.`,
      consequence: "They are ignored without a word.",
      cure: "Move them under qbft, or delete them.",
    });
  }
  for (const { path } of transitionsOf(genesis)) {
    for (const key of genesis.keys(...path).filter((each) => !KEYS.includes(each.toLowerCase()))) {
      yield genesis.finding([...path, key], {
        fault: `"${key}" cannot be changed by a transition.`,
        consequence: "It is ignored without a word; everyone believes that it changed.",
        cure: `Delete it. A transition knows ${KEYS.slice(1).join(", ")}.`,
      });
    }
  }
}

function* everyTransitionIsDatedByTime(genesis: SourceFile): Iterable<Finding> {
  for (const { path, at, get } of transitionsOf(genesis)) {
    if (at >= LEAST_TIME) continue;
    yield genesis.finding([...path, "block"], {
      fault: `A transition is dated ${shown(get("block"))}, which is a block number or nothing.`,
      consequence:
        "Under Shanghai and later this field is a Unix time: the change is in force from block 1, and a node with the " +
        "file refuses the blocks of those without.",
      cure: "Date it in seconds since 1970; `network transition --at <UTC time>` does.",
    });
  }
}

function* transitionsAreInOrder(genesis: SourceFile): Iterable<Finding> {
  const transitions = transitionsOf(genesis);
  for (const { index, path, at } of transitions) {
    const before = transitions[index - 1];
    if (transitions.slice(0, index).some((other) => other.at === at)) {
      yield genesis.finding([...path, "block"], {
        fault: `Two transitions are dated ${at}.`,
        consequence: 'No node starts: "Duplicate transitions cannot be created for the same block".',
        cure: "Put both changes into one entry.",
      });
    } else if (before !== undefined && at < before.at) {
      yield genesis.finding([...path, "block"], {
        fault: `The transition of ${instant(at)} stands after that of ${instant(before.at)}.`,
        consequence: "Nodes sort them by time; what seems to be the last word on the rules is not.",
        cure: "Put them in ascending order of time.",
      });
    }
  }
}

function* validatorsAlwaysComeFromAContract(genesis: SourceFile): Iterable<Finding> {
  const withCode = allocEntries(genesis)
    .filter(([, { code }]) => typeof code === "string" && code.length > 2)
    .map(([address]) => allocAddress(address));
  for (const { path, get } of transitionsOf(genesis)) {
    const [validators, mode, contract] = SELECTORS.map(get);
    if (mode === undefined) {
      if (contract === undefined && validators === undefined) continue;
      yield genesis.finding(path, {
        fault: "A transition names validators or their contract, but no validatorselectionmode.",
        consequence: "It is ignored without a word: the old list goes on ruling.",
        cure: 'Add "validatorselectionmode": "contract".',
      });
    } else if (mode !== "contract") {
      yield genesis.finding([...path, "validatorselectionmode"], {
        fault: `A transition sets validatorselectionmode to ${shown(mode)}.`,
        consequence:
          "The chain halts at the first block of that time: its creator still goes by the contract, whoever checks it " +
          "does not any more, and all refuse it.",
        cure: "Switch from contract to contract only; the rescue set stands at 0x…7778.",
      });
    } else if (!isAddress(contract)) {
      yield genesis.finding([...path, "validatorcontractaddress"], {
        fault: `A transition to a contract gives ${shown(contract)} for its address.`,
        consequence: "No node starts.",
        cure: "Give the address of a validator set.",
      });
    } else if (!withCode.includes(contract.toLowerCase())) {
      yield genesis.finding([...path, "validatorcontractaddress"], {
        fault: `No contract stands at ${contract} in block 0.`,
        consequence:
          "If nobody deployed one there by then, no node can name the validators and all stop for good.",
        cure: "Name a set of block 0: 0x…7777, or 0x…7778 for the rescue.",
      });
    }
  }
}

function* everyTransitionLeavesTheChainAlive(genesis: SourceFile): Iterable<Finding> {
  const timeout = Number(genesis.get("config", "qbft", "requesttimeoutseconds") ?? 1);
  for (const { path, get } of transitionsOf(genesis)) {
    const period = Number(get("blockperiodseconds") ?? 0);
    if (timeout < 2 * period) {
      yield genesis.finding([...path, "blockperiodseconds"], timeoutTooShort(timeout, 2 * period));
    }
    for (const key of ["emptyblockperiodseconds", "xemptyblockperiodseconds", "xblockperiodmilliseconds"]) {
      if (get(key) !== undefined) yield genesis.finding([...path, key], slowEmptyBlocks(key));
    }
    if (get("miningbeneficiary")) yield genesis.finding([...path, "miningbeneficiary"], hiddenProposer());
  }
}

function instant(at: number): string {
  return at >= LEAST_TIME && at < 2 ** 40 ? formatInstant(at) : String(at);
}
