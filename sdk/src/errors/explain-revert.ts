import { AbiCoder, ParamType } from "ethers";
import { errorCatalogue } from "../generated/errors.ts";
import { argumentText } from "./arguments.ts";
import type { CataloguedError } from "./catalogue.ts";
import { type ExplainedArgument, type ExplainedError, explanation } from "./explained.ts";
import { panics } from "./panics.ts";

const builtInErrors: readonly CataloguedError[] = [
  {
    selector: "0x08c379a0",
    name: "Error",
    signature: "Error(string)",
    inputs: [{ name: "message", type: "string", internalType: "string" }],
    contract: "",
    why: "The contract refuses.",
    remedy: "Read the message; the contract's documentation tells more.",
  },
  {
    selector: "0x4e487b71",
    name: "Panic",
    signature: "Panic(uint256)",
    inputs: [{ name: "code", type: "uint256", internalType: "uint256" }],
    contract: "",
    why: "The contract stopped on a fault in its own code or on an extreme argument.",
    remedy: "Check the arguments for extreme values; if they are sound, report it to the contract's authors.",
  },
];

const bySelector = new Map([...builtInErrors, ...errorCatalogue].map((entry) => [entry.selector, entry]));

/**
 * Explains the data that a contract reverted with.
 *
 * @param data Hex; `0x` when the contract gave none.
 * @param more Errors of contracts that are not part of the alliance.
 */
export function explainRevert(data: string, more: readonly CataloguedError[] = []): ExplainedError {
  if (data.length < 10) return explanation("RevertWithoutReason", NO_REASON.why, NO_REASON.remedy, data);
  const selector = data.slice(0, 10).toLowerCase();
  const entry = bySelector.get(selector) ?? more.find((candidate) => candidate.selector === selector);
  const values = entry === undefined ? undefined : decode(entry, data);
  if (entry === undefined || values === undefined) {
    return explanation("UnknownError", UNKNOWN.why, UNKNOWN.remedy, data, `UnknownError(${selector})`);
  }

  const args = entry.inputs.map((input, index) => explainArgument(entry, input, values[index]));
  return {
    name: entry.name,
    args,
    why: whyOf(entry, args),
    remedy: entry.remedy,
    contract: entry.contract === "" ? undefined : entry.contract,
    raw: data,
    text: `${entry.name}(${args.map(named).join(", ")})`,
    inner: innerError(entry, values, more),
  };
}

const NO_REASON = {
  why: "The contract refused without giving a reason, or the address holds no such function.",
  remedy: "Check the address, the network and that the ABI belongs to the contract.",
};

const UNKNOWN = {
  why: "The contract refused with an error that this version of the SDK does not know.",
  remedy: "Use the SDK that was generated from the deployed contracts, or pass the contract's own errors.",
};

function decode({ inputs }: CataloguedError, data: string): unknown[] | undefined {
  try {
    const types = inputs.map(({ type }) => ParamType.from(type));
    return AbiCoder.defaultAbiCoder()
      .decode(types, `0x${data.slice(10)}`)
      .toArray();
  } catch {
    return undefined;
  }
}

function explainArgument(
  { name }: CataloguedError,
  input: CataloguedError["inputs"][number],
  value: unknown,
): ExplainedArgument {
  const text = name === "Panic" ? panicCode(value as bigint) : argumentText(input, value);
  return { name: input.name, value, text };
}

function named({ name, text }: ExplainedArgument): string {
  return name === "" ? text : `${name}: ${text}`;
}

function whyOf({ name, why }: CataloguedError, args: readonly ExplainedArgument[]): string {
  if (name === "Error") return args[0]?.text || why;
  if (name === "Panic") return panics[args[0]?.text ?? ""] ?? why;
  return why;
}

function panicCode(code: bigint): string {
  return `0x${code.toString(16).padStart(2, "0")}`;
}

/** Some errors wrap the data of a call that failed within. */
function innerError(
  { inputs }: CataloguedError,
  values: readonly unknown[],
  more: readonly CataloguedError[],
): ExplainedError | undefined {
  const index = inputs.findIndex(({ type }) => type === "bytes");
  const data = values[index];
  if (typeof data !== "string" || data.length < 10) return undefined;
  const inner = explainRevert(data, more);
  return inner.name === "UnknownError" ? undefined : inner;
}
