import type { BatchItem } from "@guildhall/sdk";
import { type Alliance, readDirectory } from "@guildhall/sdk/consortium";
import { AbiCoder, type FunctionFragment, getAddress, Interface, isAddress, type ParamType } from "ethers";
import type { ArtifactManager } from "hardhat/types/artifacts";
import { contractNamed } from "../deployment/verify.ts";
import { BatchFileInvalid, type BatchLine, type Fault, fault, readBatchLines } from "./lines.ts";

/** A contract that a line may call. */
interface Target {
  readonly address: string;
  /** Its functions, if it is one of the alliance's. */
  readonly functions: Interface | undefined;
}

/** Thrown while a line is read. */
class LineFault extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * Reads the file of a batch and encodes every call, so that a wrong line is found before anything is sent.
 *
 * @throws BatchFileInvalid with every fault, by line and field.
 */
export async function readBatch(
  path: string,
  alliance: Alliance,
  artifacts: ArtifactManager,
): Promise<BatchItem[]> {
  const lines = await readBatchLines(path);
  const targets = await readTargets(alliance, artifacts);
  const faults: Fault[] = [];
  const items = lines.flatMap((line): BatchItem[] => {
    try {
      return [{ id: line.id, request: requestOf(line, targets) }];
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      faults.push(fault(line.line, error.field, error.message));
      return [];
    }
  });
  if (faults.length > 0) throw new BatchFileInvalid(path, faults);
  return items;
}

async function readTargets(
  { directory }: Alliance,
  artifacts: ArtifactManager,
): Promise<ReadonlyMap<string, Target>> {
  const entries = [...(await readDirectory(directory))];
  const targets = await Promise.all(
    entries.map(async ([name, address]): Promise<[string, Target]> => {
      const contract = contractNamed(name);
      const functions = contract && new Interface((await artifacts.readArtifact(contract)).abi);
      return [name, { address, functions: functions || undefined }];
    }),
  );
  return new Map(targets);
}

function requestOf(line: BatchLine, targets: ReadonlyMap<string, Target>): { to: string; data: string } {
  const { address, functions } = targetOf(line.to, targets);
  const called = functionOf(line.function, functions);
  const { inputs } = called;
  if (inputs.length !== line.args.length) {
    throw new LineFault(
      "args",
      `${called.format()} takes ${inputs.length} arguments, not ${line.args.length}`,
    );
  }
  inputs.forEach((input, index) => {
    requireFits(input, line.args[index], index);
  });
  return { to: address, data: new Interface([called]).encodeFunctionData(called, line.args) };
}

function targetOf(to: string, targets: ReadonlyMap<string, Target>): Target {
  const named = targets.get(to);
  if (named !== undefined) return named;
  if (!isAddress(to)) {
    throw new LineFault(
      "to",
      `"${to}" is neither an address nor in the directory, which has ${[...targets.keys()].join(", ")}`,
    );
  }
  const address = getAddress(to);
  return (
    [...targets.values()].find((target) => target.address === address) ?? { address, functions: undefined }
  );
}

function functionOf(name: string, functions: Interface | undefined): FunctionFragment {
  try {
    const found = functions?.getFunction(name) ?? undefined;
    if (found !== undefined) return found;
    if (functions === undefined && name.includes("(")) {
      const declared = new Interface([`function ${name}`]).getFunction(name.slice(0, name.indexOf("(")));
      if (declared !== null) return declared;
    }
  } catch (error) {
    throw new LineFault("function", (error as Error).message);
  }
  throw new LineFault(
    "function",
    functions === undefined
      ? `"${name}" does not tell its types; for a contract outside the directory write them: name(type,type)`
      : `the contract has no function "${name}"`,
  );
}

function requireFits(input: ParamType, value: unknown, index: number): void {
  const field = `args[${index}]${input.name === "" ? "" : ` (${input.name})`}`;
  try {
    AbiCoder.defaultAbiCoder().encode([input], [value]);
  } catch {
    const given = JSON.stringify(value);
    const isTooLarge = typeof value === "number" && !Number.isSafeInteger(value);
    throw new LineFault(
      field,
      isTooLarge
        ? `${given} is more than a JSON number holds exactly, or no whole number; write it as text`
        : `${given} is no ${input.format()}`,
    );
  }
}
