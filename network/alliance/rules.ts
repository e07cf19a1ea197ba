import { aliasOf, type SeatName } from "@guildhall/sdk/consortium";
import { z } from "zod";
import { until } from "../../files/fields.ts";
import type { Report } from "../../files/input-file.ts";
import { formatPath, type Path } from "../../files/yaml-source.ts";
import { nodeAddress } from "../node-key.ts";
import { legalId, organisationName } from "./fields.ts";
import * as schema from "./schema.ts";

/** A value of the file, or `undefined` where it cannot be read and has a finding of its own. */
interface Found<T> {
  path: Path;
  value: T | undefined;
}

type Collect = <Schema extends z.ZodType>(pattern: Path, schema: Schema) => Found<z.output<Schema>>[];

/** What the rules need to know beyond the file. */
export interface RuleContext {
  /** Seconds since 1970 against which identity checks must still run. */
  now: number;
}

/**
 * Checks what must hold between the values of an alliance file. Values that cannot be read are skipped, so
 * that these findings appear together with those of the schema.
 */
export function checkAlliance(data: unknown, context: RuleContext, report: Report): void {
  const collect = collector(data);
  checkMembers(collect, context, report);
  checkTimeouts(collect, report);
  checkOffices(collect, report);
  checkSeats(collect, report);
}

/** As `checkAlliance`, for a file that holds one member. */
export function checkApplicant(data: unknown, context: RuleContext, report: Report): void {
  checkMembers(
    (pattern, type) => collector({ members: [data] })(pattern, type),
    context,
    (path, message) => report(path.slice(2), message),
  );
}

function checkMembers(collect: Collect, { now }: RuleContext, report: Report): void {
  const names = collect(["members", "*", "name"], organisationName);
  unique(
    names,
    aliasOf,
    (value) => `${JSON.stringify(value)} has the same alias "${aliasOf(value)}" as`,
    report,
  );
  unique(
    collect(["members", "*", "legalId"], legalId),
    (value) => value,
    (value) => `${JSON.stringify(value)} is also the legal identity of`,
    report,
  );
  unique(
    collect(["members", "*", "accounts", "*", "address"], schema.account.shape.address),
    (value) => value,
    (value) => `${value} acts for one organisation only and stands already in`,
    report,
  );
  for (const { path, value } of collect(["members", "*", "accounts"], schema.member.shape.accounts)) {
    if (value?.some(({ rights }) => rights.includes("admin")) !== false) continue;
    report(
      path,
      "hold no admin; expected at least one account with the right admin, or the member cannot vote",
    );
  }
  for (const { path, value } of collect(["members", "*", "kycUntil"], until)) {
    if (value === undefined || value > now) continue;
    report(path, `lies in the past (now is ${new Date(now * 1000).toISOString()}); expected a later date`);
  }
  for (const key of [["capabilities"], ["accounts", "*", "rights"]]) {
    for (const { path, value } of collect(["members", "*", ...key], z.array(z.string()))) {
      const twice = value?.find((name, i) => value.indexOf(name) !== i);
      if (twice !== undefined) report(path, `name "${twice}" twice; expected each once`);
    }
  }
  checkNodes(collect, report);
}

function checkNodes(collect: Collect, report: Report): void {
  const nodes = collect(["members", "*", "nodes", "*"], schema.node);
  const seats = new Map(nodes.map(({ path, value }) => [formatPath(path), value?.seat]));
  const keys = collect(["members", "*", "nodes", "*", "publicKey"], schema.node.shape.publicKey);
  unique(
    keys,
    (value) => value,
    (value, path, first) => {
      const held = [path, first].map((keyPath) => seats.get(formatPath(keyPath.slice(0, -1))));
      if (held.includes("validator") && held.includes("rescue")) {
        return `of node ${nodeAddress(value)} takes a seat in both validator sets, yet must keep to one; see`;
      }
      return `of node ${nodeAddress(value)} stands already in`;
    },
    report,
  );
  unique(
    collect(["members", "*", "nodes", "*", "endpoint"], schema.node.shape.endpoint),
    (value) => value,
    (value) => `${value} is where peers reach the node already of`,
    report,
  );
}

function checkTimeouts(collect: Collect, report: Report): void {
  for (const { value } of collect(["chain"], schema.chain)) {
    if (value === undefined || value.requestTimeoutSeconds >= 2 * value.blockPeriodSeconds) continue;
    const expected = `expected at least ${2 * value.blockPeriodSeconds}, twice the block period`;
    report(["chain", "requestTimeoutSeconds"], `is ${value.requestTimeoutSeconds}; ${expected}`);
  }
  for (const { value } of collect(["validatorSet"], schema.validatorSet)) {
    for (const key of ["livenessWindowBlocks", "probationBlocks"] as const) {
      if (value === undefined || value[key] >= value.changeIntervalBlocks) continue;
      const expected = `expected at least changeIntervalBlocks, ${value.changeIntervalBlocks}`;
      report(["validatorSet", key], `is ${value[key]}; ${expected}`);
    }
  }
}

function checkOffices(collect: Collect, report: Report): void {
  const accounts = collect(["members", "*", "accounts", "*", "address"], schema.account.shape.address);
  if (accounts.some(({ value }) => value === undefined)) return;
  const known = new Set(accounts.map(({ value }) => value));
  for (const name of ["registrar", "compliance"]) {
    const holders = collect(["offices", name, "holders", "*"], schema.account.shape.address);
    unique(
      holders,
      (value) => value,
      (value) => `${value} stands already in`,
      report,
    );
    for (const { path, value } of holders) {
      if (value === undefined || known.has(value)) continue;
      report(
        path,
        `${value} is no account of a member; expected one, so that the holder can be called to account`,
      );
    }
  }
}

function checkSeats(collect: Collect, report: Report): void {
  const seats = collect(["members", "*", "nodes", "*", "seat"], schema.node.shape.seat);
  if (seats.some(({ value }) => value === undefined)) return;
  const [floor] = collect(["validatorSet", "floor"], schema.validatorSet.shape.floor);
  const validators = checkSet("validator", seats, report);
  if (floor?.value !== undefined && validators < floor.value) {
    report(
      floor.path,
      `is ${floor.value}, but only ${validators} nodes have the seat validator; expected as many`,
    );
  }
  if (checkSet("rescue", seats, report) === 0) {
    report(
      ["members"],
      "give no node the seat rescue; expected at least one, or a halted chain cannot be mended",
    );
  }
}

/** Seats that one member may hold in a validator set of `total`: as many as may fail together, yet one at least. */
export function seatsPerMember(total: number): number {
  return Math.max(1, Math.floor((total - 1) / 3));
}

/** Returns the number of nodes that sit in one of the two sets. */
function checkSet(name: SeatName, seats: Found<SeatName>[], report: Report): number {
  const members = seats.filter(({ value }) => value === name).map(({ path }) => path[1] ?? 0);
  const total = members.length;
  if (total > schema.MAXIMUM_VALIDATORS) {
    report(
      ["members"],
      `give ${total} nodes the seat ${name}; expected at most ${schema.MAXIMUM_VALIDATORS}`,
    );
  }
  const cap = seatsPerMember(total);
  for (const member of new Set(members)) {
    const own = members.filter((other) => other === member).length;
    if (own <= cap) continue;
    const expected = `expected at most ${cap} of the ${total}, as many as may fail together`;
    report(["members", member, "nodes"], `give this member ${own} seats "${name}"; ${expected}`);
  }
  return total;
}

/** Reports every value that stands in the file a second time, with the place of the first. */
function unique<T>(
  found: Found<T>[],
  keyOf: (value: T) => string,
  describe: (value: T, path: Path, first: Path) => string,
  report: Report,
): void {
  const seen = new Map<string, Path>();
  for (const { path, value } of found) {
    if (value === undefined) continue;
    const first = seen.get(keyOf(value));
    if (first === undefined) seen.set(keyOf(value), path);
    else report(path, `${describe(value, path, first)} ${formatPath(first)}`);
  }
}

function collector(data: unknown): Collect {
  return (pattern, type) =>
    expand(data, pattern, []).map(({ path, value }) => {
      const result = type.safeParse(value);
      return { path, value: result.success ? result.data : undefined };
    });
}

function expand(data: unknown, pattern: Path, path: Path): Found<unknown>[] {
  const [step, ...rest] = pattern;
  if (step === undefined) return [{ path, value: data }];
  if (step === "*") {
    return Array.isArray(data) ? data.flatMap((item, index) => expand(item, rest, [...path, index])) : [];
  }
  const value =
    typeof data === "object" && data !== null ? (data as Record<string, unknown>)[step] : undefined;
  return expand(value, rest, [...path, step]);
}
