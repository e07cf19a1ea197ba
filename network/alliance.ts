import { aliasOf, type CapabilityName, type RightName, type SeatName } from "@guildhall/sdk/consortium";
import { parseYaml, readText, readYamlFile } from "../files/input-file.ts";
import type { RuleContext } from "./alliance/rules.ts";
import { checkAlliance, checkApplicant } from "./alliance/rules.ts";
import * as schema from "./alliance/schema.ts";
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

/** How a file is read. */
export interface ReadOptions {
  /** Seconds since 1970 against which dates are checked; the clock of this machine unless given. */
  now?: number;
}

/**
 * Reads the file an alliance is founded with.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding: line, column, field, value, expectation.
 */
export async function readAlliance(path: string, options: ReadOptions = {}): Promise<Alliance> {
  return parseAlliance(await readText(path), path, options);
}

/**
 * Reads the file of an organisation that is going to apply for membership; it has the shape of one member.
 *
 * @param path As it shall appear in findings.
 * @throws InputFileError with every finding.
 */
export async function readApplicant(path: string, options: ReadOptions = {}): Promise<Member> {
  const { data } = await readYamlFile(path, schema.member, {
    raw: (data, report) => checkApplicant(data, ruleContext(options), report),
  });
  return toMember(data);
}

/**
 * As `readAlliance`, from a text.
 *
 * @param source Name of the text in findings.
 * @throws InputFileError with every finding.
 */
export function parseAlliance(text: string, source: string, options: ReadOptions = {}): Alliance {
  const { data } = parseYaml(text, source, schema.alliance, {
    raw: (data, report) => checkAlliance(data, ruleContext(options), report),
  });
  const { governance, members, ...rest } = data;
  const { approvalPercent: approvalBps, ...periods } = governance;
  return { ...rest, governance: { ...periods, approvalBps }, members: members.map(toMember) };
}

function ruleContext({ now = Math.floor(Date.now() / 1000) }: ReadOptions): RuleContext {
  return { now };
}

function toMember({ kycUntil, nodes, ...rest }: schema.MemberFile): Member {
  return {
    ...rest,
    alias: aliasOf(rest.name),
    kycExpiresAt: kycUntil,
    nodes: nodes.map((node) => ({ ...node, address: nodeAddress(node.publicKey) })),
  };
}
