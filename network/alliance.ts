import { readFile } from "node:fs/promises";
import { aliasOf, type CapabilityName, type RightName, type SeatName } from "@guildhall/sdk/consortium";
import { GuildhallError } from "@guildhall/sdk/errors";
import type { z } from "zod";
import type { RuleContext } from "./alliance/rules.ts";
import { checkAlliance, checkApplicant } from "./alliance/rules.ts";
import * as schema from "./alliance/schema.ts";
import type { Finding, Path } from "./alliance/yaml-source.ts";
import { readYaml } from "./alliance/yaml-source.ts";
import { nodeAddress } from "./node-key.ts";

/** An account of a member. */
export interface MemberAccount {
  /** Checksummed. */
  address: string;
  rights: RightName[];
}

/** A node of a member. */
export interface MemberNode {
  /** 64 bytes, lower-case hex with 0x. */
  publicKey: string;
  /** Checksummed address that follows from the key. */
  address: string;
  /** `ip:port`. */
  endpoint: string;
  seat: SeatName;
}

/** A member of the alliance, or an applicant. */
export interface Member {
  name: string;
  /** How tasks name it: the name in kebab case. */
  alias: string;
  /** "scheme:identifier"; on chain stands the keccak256 of this text. */
  legalId: string;
  capabilities: CapabilityName[];
  /** Seconds since 1970, UTC; from then on its accounts do no business. */
  kycExpiresAt: number;
  accounts: MemberAccount[];
  nodes: MemberNode[];
}

/** An office of the access manager. */
export interface Office {
  /** Checksummed accounts. */
  holders: string[];
  /** Seconds that each act of a holder waits, in view of all. */
  delaySeconds: number;
}

/** What block 0 is made of. */
export interface Alliance {
  chain: { id: number; blockPeriodSeconds: number; requestTimeoutSeconds: number; blockGasLimit: number };
  governance: {
    votingDelaySeconds: number;
    votingPeriodSeconds: number;
    /** Votes for, out of 10,000 members, that a proposal must exceed; 5000 to 9999. */
    approvalBps: number;
    timelockDelaySeconds: number;
    executionPeriodSeconds: number;
    emergencyPeriodSeconds: number;
  };
  validatorSet: {
    floor: number;
    changeIntervalBlocks: number;
    livenessWindowBlocks: number;
    probationBlocks: number;
  };
  offices: { registrar: Office; compliance: Office };
  /** In the order of their numbers on chain: the first is organisation 1. */
  members: Member[];
}

/** A file that cannot be used, with everything that is wrong in it. */
export class AllianceFileError extends GuildhallError {
  override readonly name = "AllianceFileError";
  readonly source: string;
  readonly findings: readonly Finding[];

  constructor(source: string, findings: readonly Finding[]) {
    const lines = findings.map(({ line, column, field, message }) => {
      return `${source}:${line}:${column}  ${field === "" ? "" : `${field}: `}${message}`;
    });
    super(lines.join("\n"), "Mend the file and run again.");
    this.message = `${this.why}\n${this.remedy}`;
    this.source = source;
    this.findings = findings;
  }
}

/** How a file is read. */
export interface ReadOptions {
  /** Seconds since 1970 against which dates are checked; the clock of this machine unless given. */
  now?: number;
}

/**
 * Reads the file an alliance is founded with.
 *
 * @param path As it shall appear in findings.
 * @throws AllianceFileError with every finding: line, column, field, value, expectation.
 */
export async function readAlliance(path: string, options: ReadOptions = {}): Promise<Alliance> {
  return parseAlliance(await readText(path), path, options);
}

/**
 * Reads the file of an organisation that is going to apply for membership; it has the shape of one member.
 *
 * @param path As it shall appear in findings.
 * @throws AllianceFileError with every finding.
 */
export async function readApplicant(path: string, options: ReadOptions = {}): Promise<Member> {
  const file = parse(await readText(path), path, options, schema.member, checkApplicant);
  return toMember(file);
}

/**
 * As `readAlliance`, from a text.
 *
 * @param source Name of the text in findings.
 * @throws AllianceFileError with every finding.
 */
export function parseAlliance(text: string, source: string, options: ReadOptions = {}): Alliance {
  const { governance, members, ...rest } = parse(text, source, options, schema.alliance, checkAlliance);
  const { approvalPercent: approvalBps, ...periods } = governance;
  return { ...rest, governance: { ...periods, approvalBps }, members: members.map(toMember) };
}

type Rules = (data: unknown, context: RuleContext, report: (path: Path, message: string) => void) => void;

function parse<Schema extends z.ZodType>(
  text: string,
  source: string,
  { now = Math.floor(Date.now() / 1000) }: ReadOptions,
  type: Schema,
  check: Rules,
): z.output<Schema> {
  const yaml = readYaml(text);
  if (yaml.findings.length > 0) throw new AllianceFileError(source, yaml.findings);
  const result = type.safeParse(yaml.data);
  const findings = (result.error?.issues ?? []).flatMap((issue) => {
    const path = issue.path as Path;
    const paths = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((place) => yaml.at(place, issue.message));
  });
  check(yaml.data, { now }, (path, message) => findings.push(yaml.at(path, message)));
  if (!result.success || findings.length > 0) {
    findings.sort((a, b) => a.line - b.line || a.column - b.column);
    throw new AllianceFileError(source, findings);
  }
  return result.data;
}

function toMember({ kycUntil, nodes, ...rest }: schema.MemberFile): Member {
  return {
    ...rest,
    alias: aliasOf(rest.name),
    kycExpiresAt: kycUntil,
    nodes: nodes.map((node) => ({ ...node, address: nodeAddress(node.publicKey) })),
  };
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const message = `The file cannot be read (${cause.code}). Give the path of a file that exists.`;
    throw new AllianceFileError(path, [{ line: 1, column: 1, field: "", message }]);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const message = "The file is not UTF-8 text. Save it as UTF-8.";
    throw new AllianceFileError(path, [{ line: 1, column: 1, field: "", message }]);
  }
}
