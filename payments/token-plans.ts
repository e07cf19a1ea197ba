import { readFile } from "node:fs/promises";
import type { MemberState } from "@guildhall/sdk/consortium";
import { GuildhallError } from "@guildhall/sdk/errors";
import type { z } from "zod";
import { field, list, section } from "../network/alliance/fields.ts";
import { type Finding, type Path, readYaml } from "../network/alliance/yaml-source.ts";
import { exponentOf } from "./money.ts";

/** A money that is to be deployed. */
export interface TokenPlan {
  /** Its entry in the directory: `token:EUR:2`. */
  readonly entry: string;
  readonly currency: string;
  readonly exponent: number;
  /** Number of the bank that issues it. */
  readonly issuer: number;
  readonly name: string;
  readonly symbol: string;
}

/** A file of moneys that cannot be used, with everything that is wrong in it. */
export class TokenPlansError extends GuildhallError {
  override readonly name = "TokenPlansError";
  constructor(source: string, findings: readonly Finding[]) {
    const lines = findings.map(({ line, column, field: name, message }) => {
      return `${source}:${line}:${column}  ${name === "" ? "" : `${name}: `}${message}`;
    });
    super(lines.join("\n"), "Mend the file and run again.");
    this.message = `${this.why}\n${this.remedy}`;
  }
}

const currency = field("a currency of ISO 4217", (text) => {
  exponentOf(text);
  return text;
});

const words = (most: number) =>
  field(`a text of 1 to ${most} characters`, (text) => {
    if (text.trim() === "" || text.length > most) throw new Error(`has ${text.length} characters`);
    return text;
  });

const TOKEN = section({ currency, issuer: words(64), name: words(31), symbol: words(11) });

const FILE = section({ tokens: list(TOKEN, "tokens") });

/**
 * Reads which bank issues which money.
 *
 * @param members The members of the alliance, among them the banks.
 * @throws TokenPlansError with every finding: line, column, field, value, expectation.
 */
export async function readTokenPlans(path: string, members: readonly MemberState[]): Promise<TokenPlan[]> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const message = `The file cannot be read (${cause.code}). Give the path of a file that exists.`;
    throw new TokenPlansError(path, [{ line: 1, column: 1, field: "", message }]);
  });
  return parseTokenPlans(text, path, members);
}

/** As `readTokenPlans`, from a text. */
export function parseTokenPlans(text: string, source: string, members: readonly MemberState[]): TokenPlan[] {
  const yaml = readYaml(text);
  if (yaml.findings.length > 0) throw new TokenPlansError(source, yaml.findings);
  const result = FILE.safeParse(yaml.data);
  const findings = (result.error?.issues ?? []).flatMap((issue) => {
    const path = issue.path as Path;
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((place) => yaml.at(place, issue.message));
  });
  const plans = result.success
    ? plan(result.data.tokens, members, (path, message) => findings.push(yaml.at(path, message)))
    : [];
  if (findings.length > 0) throw new TokenPlansError(source, findings);
  return plans;
}

function plan(
  tokens: z.output<typeof FILE>["tokens"],
  members: readonly MemberState[],
  report: (path: Path, message: string) => void,
): TokenPlan[] {
  const seen = new Map<string, number>();
  return tokens.flatMap((token, index): TokenPlan[] => {
    const bank = members.find(({ alias, id }) => alias === token.issuer || String(id) === token.issuer);
    if (bank === undefined) {
      const known = members.map(({ alias }) => alias).join(", ");
      report(["tokens", index, "issuer"], `"${token.issuer}" is no member; expected one of ${known}`);
      return [];
    }
    const entry = `token:${token.currency}:${bank.id}`;
    const first = seen.get(entry);
    if (first !== undefined) report(["tokens", index], `is the money of tokens[${first}] already`);
    seen.set(entry, first ?? index);
    const { currency: code, name, symbol } = token;
    return [{ entry, currency: code, exponent: exponentOf(code), issuer: bank.id, name, symbol }];
  });
}
