import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { AbiCoder, getAddress, ZeroAddress } from "ethers";
import { type AllocAccount, GENESIS_TIMESTAMP } from "../genesis/besu.ts";
import { SELECTOR_GET_VALIDATORS, VALIDATORS_GAS } from "../genesis/checks.ts";
import { type CallOutcome, Simulator } from "../genesis/simulator.ts";
import { allocAddress, allocChecks, allocEntries } from "./alloc.ts";
import type { BundleParts } from "./bundle.ts";
import type { Check } from "./check.ts";
import type { Finding } from "./finding.ts";
import { quantity } from "./genesis.ts";
import { isRecord, type SourceFile } from "./source-file.ts";

/** What the contracts that name the validators must answer at block 0; asked in a simulated EVM as nodes ask them. */
export const validatorContractChecks: Check<SourceFile>[] = [validatorContractsAnswerAsExpected];

const NO_RESTART =
  "All nodes stop at block 0 and exit when they are started again, those without a seat too.";

async function* validatorContractsAnswerAsExpected(
  genesis: SourceFile,
  bundle: BundleParts,
): AsyncIterable<Finding> {
  if (allocChecks.some((check) => [...(check(genesis, bundle) as Iterable<Finding>)].length > 0)) return;
  const simulator = await load(genesis);
  for (const [contract, seat] of contractsOf(genesis)) {
    const path = ["alloc", contract];
    if (!hasCode(genesis, contract)) {
      yield genesis.finding(path, {
        fault: `No contract stands at ${contract}, where nodes ask for the validators.`,
        consequence: NO_RESTART,
        cure: "Write the genesis file anew with `genesis build`; the validator set is part of it.",
      });
      continue;
    }
    const outcome = await simulator.call(contract, SELECTOR_GET_VALIDATORS);
    const validators = decode(outcome);
    if (validators === undefined) {
      yield genesis.finding(path, {
        fault: `getValidators() of ${contract} reverts or answers something else than a list of addresses.`,
        consequence: NO_RESTART,
        cure: "Write the genesis file anew with `genesis build`.",
      });
      continue;
    }
    yield* judge(genesis, path, validators, outcome);
    yield* compare(genesis, path, validators, expectedSeats(bundle, seat));
  }
}

function* judge(
  genesis: SourceFile,
  path: readonly string[],
  validators: readonly string[],
  { gasUsed }: CallOutcome,
): Iterable<Finding> {
  if (validators.length === 0) {
    yield genesis.finding(path, {
      fault: "The list of validators is empty.",
      consequence: "Nobody may seal a block, and no log line says so.",
      cure: "Write the genesis file anew with `genesis build`.",
    });
  }
  if (validators.includes(ZeroAddress)) {
    yield genesis.finding(path, {
      fault: "Address zero is among the validators.",
      consequence: "It counts as a validator that is down for good: one more loss is one too many sooner.",
      cure: "Write the genesis file anew with `genesis build`.",
    });
  }
  const twice = validators.find((validator, index) => validators.indexOf(validator) < index);
  if (twice !== undefined) {
    yield genesis.finding(path, {
      fault: `${twice} is among the validators twice.`,
      consequence: "It proposes every block, and the quorum counts a voice that nobody has.",
      cure: "Write the genesis file anew with `genesis build`.",
    });
  }
  if (gasUsed >= VALIDATORS_GAS) {
    yield genesis.finding(path, {
      fault: `Reading the validators takes ${gasUsed} gas; expected less than ${VALIDATORS_GAS}.`,
      consequence: "When the list grows the call runs out of gas, and the chain halts on all nodes at once.",
      cure: "Write the genesis file anew with `genesis build`, from contracts of this release.",
    });
  }
}

function* compare(
  genesis: SourceFile,
  path: readonly string[],
  validators: readonly string[],
  expected: readonly string[] | undefined,
): Iterable<Finding> {
  if (expected === undefined) return;
  const strangers = validators.filter((each) => each !== ZeroAddress && !expected.includes(each));
  const missing = expected.filter((each) => !validators.includes(each));
  if (strangers.length === 0 && missing.length === 0) return;
  const parts = [
    ...(strangers.length === 0 ? [] : [`has ${strangers.join(", ")}, who should have no seat`]),
    ...(missing.length === 0 ? [] : [`lacks ${missing.join(", ")}`]),
  ];
  yield genesis.finding(path, {
    fault: `The list of validators ${parts.join(" and ")}.`,
    consequence: "Seats without a running node count as lost from block 1; nodes without a seat never seal.",
    cure: "Write the genesis file anew from the alliance's file that names the right nodes.",
  });
}

/** Addresses of every contract that names validators at some time, and the seat of those that it must name at block 0. */
function contractsOf(genesis: SourceFile): Map<string, "validator" | "rescue" | undefined> {
  const addresses = [
    genesis.get("config", "qbft", "validatorcontractaddress"),
    PREDEPLOYS.validatorSet,
    PREDEPLOYS.rescueValidatorSet,
  ];
  const seats = {
    [PREDEPLOYS.validatorSet]: "validator",
    [PREDEPLOYS.rescueValidatorSet]: "rescue",
  } as const;
  const texts = addresses.filter((address): address is string => typeof address === "string");
  return new Map(
    texts.map((text) => [allocAddress(text), seats[allocAddress(text) as keyof typeof seats]] as const),
  );
}

/** Founders in a set, after the file of the alliance, or after the plan if that file is not there. */
function expectedSeats({ alliance, plan }: BundleParts, seat: string | undefined): string[] | undefined {
  if (seat === undefined) return undefined;
  const nodes = alliance?.members.flatMap((member) => member.nodes) ?? plan?.nodes;
  return nodes?.filter((node) => node.seat === seat).map(({ address }) => address);
}

async function load(genesis: SourceFile): Promise<Simulator> {
  const block = {
    chainId: Number(genesis.get("config", "chainId")),
    timestamp: GENESIS_TIMESTAMP,
    gasLimit: Number(quantity(genesis.get("gasLimit")) ?? 0n),
  };
  const accounts = allocEntries(genesis).map(([address, account]) => [
    allocAddress(address),
    accountOf(account),
  ]);
  return Simulator.create(block, Object.fromEntries(accounts) as Record<string, AllocAccount>);
}

function accountOf({ balance, nonce, code, storage }: Record<string, unknown>): AllocAccount {
  const slots = Object.entries(isRecord(storage) ? storage : {});
  return {
    balance: String(balance ?? "0x0"),
    nonce: String(nonce ?? "0x0"),
    code: prefixed(String(code ?? "")),
    storage: Object.fromEntries(slots.map(([slot, value]) => [word(slot), word(String(value))])),
  };
}

function hasCode(genesis: SourceFile, contract: string): boolean {
  const account = allocEntries(genesis).find(([address]) => allocAddress(address) === contract)?.[1];
  return typeof account?.code === "string" && prefixed(account.code).length > 2;
}

function decode({ reverted, data }: CallOutcome): string[] | undefined {
  if (reverted) return undefined;
  try {
    const [validators] = AbiCoder.defaultAbiCoder().decode(["address[]"], data);
    return [...(validators as string[])].map((validator) => getAddress(validator));
  } catch {
    return undefined;
  }
}

function prefixed(hex: string): string {
  return `0x${hex.replace(/^0x/i, "")}`;
}

function word(hex: string): string {
  return `0x${hex.replace(/^0x/i, "").padStart(64, "0")}`;
}
