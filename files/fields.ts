import { parseUntil } from "@guildhall/sdk";
import { getAddress, ZeroAddress } from "ethers";
import { z } from "zod";

/**
 * A value of the file. All of them arrive as the text that stands there, since YAML would read an address as
 * a number.
 *
 * @param expected Completes "expected …".
 * @param read Returns the value, or throws an error whose message continues the quoted text: "is not …".
 */
export function field<T>(expected: string, read: (text: string) => T) {
  const error = (issue: { input?: unknown }) =>
    issue.input === undefined
      ? `is missing; expected ${expected}`
      : `is not a single value; expected ${expected}`;
  return z.string({ error }).transform((text, context) => {
    try {
      return read(text);
    } catch (cause) {
      const message = `${quote(text)} ${(cause as Error).message}; expected ${expected}`;
      context.issues.push({ code: "custom", message, input: text });
      return z.NEVER;
    }
  });
}

/** A group of named fields; others are refused. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const names = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") return `is unknown here; expected one of ${names}`;
      return `${absent(issue.input)}; expected a section with ${names}`;
    },
  });
}

/** A list of at least `minimum` entries. */
export function list<Item extends z.core.SomeType>(item: Item, what: string, minimum = 1) {
  const expected = `expected a list of ${minimum > 0 ? `at least ${minimum} ` : ""}${what}`;
  return z
    .array(item, { error: (issue) => `${absent(issue.input)}; ${expected}` })
    .min(minimum, { error: `is empty; ${expected}` });
}

/** A whole number from `minimum` to `maximum`, both included. */
export function integer(minimum: number, maximum: number, unit: string) {
  return field(`a whole number of ${unit} from ${minimum} to ${maximum}`, (text) => {
    if (!/^-?\d+$/.test(text)) throw new Error("is not a whole number in decimal digits");
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new Error("is too large to be exact");
    if (value < minimum || value > maximum) throw new Error("is out of range");
    return value;
  });
}

/** A percentage with at most two decimals, read into basis points. */
export function percent(minimum: number, maximum: number) {
  return field(`a percentage from ${minimum} to ${maximum} with at most two decimals`, (text) => {
    const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text);
    if (match === null) throw new Error("is not a percentage");
    const basisPoints = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
    if (basisPoints < minimum * 100 || basisPoints > maximum * 100) throw new Error("is out of range");
    return basisPoints;
  });
}

/** One of a few words. */
export function word<Word extends string>(words: readonly Word[]) {
  return field(`one of ${words.join(", ")}`, (text) => {
    const match = words.find((candidate) => candidate === text);
    if (match === undefined) throw new Error("is unknown");
    return match;
  });
}

/** An account's address, checksummed. */
export const address = field("0x and 40 hex digits", (text) => {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw new Error("is not an address");
  if (text === ZeroAddress) throw new Error("is the zero address, whose key nobody holds");
  try {
    return getAddress(text);
  } catch {
    throw new Error("fails its checksum (EIP-55), so a digit is mistyped");
  }
});

/** End of a period, in seconds since 1970, UTC. */
export const until = field(
  "a day such as 2031-12-31 (to its end, UTC) or an instant with zone such as 2031-12-31T12:00:00Z",
  parseUntil,
);

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
}

function absent(input: unknown): string {
  return input === undefined || input === "" ? "is missing" : "has the wrong shape";
}
