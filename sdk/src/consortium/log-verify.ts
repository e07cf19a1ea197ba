import { AbiCoder, dataSlice, type EventFragment, type Interface, keccak256, ParamType } from "ethers";
import { GuildhallError } from "../common/guildhall-error.ts";
import { ConsortiumRegistry__factory } from "../generated/contracts/index.ts";
import type { FoundingOrganisation, LogEntry, LogEvent } from "./log-events.ts";

/** The end of the log as the register gives it. */
export interface LogTip {
  readonly sequence: bigint;
  /** Block that holds the last entry; 0 if there is none. */
  readonly blockNumber: bigint;
  readonly head: string;
}

/** An entry as read from the chain, before anything is checked. */
export interface RawLogEntry {
  readonly sequence: bigint;
  readonly previousBlock: bigint;
  readonly head: string;
  readonly blockNumber: number;
  readonly timestamp: number;
  readonly transactionHash: string;
  /** The event just before `ChangeLogged` in the same transaction; nothing if there is none. */
  readonly sealed: { readonly topics: readonly string[]; readonly data: string } | undefined;
}

/** The change log does not add up: an entry is missing, out of order or not what its hash says. */
export class LogBroken extends GuildhallError {
  override readonly name = "LogBroken";
  constructor(sequence: bigint, what: string, expected: string, found: string) {
    super(
      `The change log breaks at entry ${sequence}: ${what} should be ${expected} and is ${found}.`,
      "Read from another member's node. If both agree, the history is not intact; call the auditors.",
      { sequence, what, expected, found },
    );
  }
}

const registry: Interface = ConsortiumRegistry__factory.createInterface();
const coder = AbiCoder.defaultAbiCoder();

/** Parsed once, since a log has thousands of entries. */
const HEAD_TYPES = ["bytes32", "uint64", "uint256", "bytes32", "bytes32"].map((type) => ParamType.from(type));

/**
 * Decodes the founding record.
 *
 * @param code Code of `registry.foundingRecord()`: a STOP opcode and the ABI encoding of
 * `FoundingOrganisation[]`.
 * @returns The founders and the head of the hash chain before the first change.
 * @throws LogBroken with sequence 0 when the code holds no record.
 */
export function decodeFounding(code: string): { founders: FoundingOrganisation[]; head: string } {
  if (!code.startsWith("0x00"))
    throw new LogBroken(0n, "the founding record", "code that begins with 00", code.slice(0, 10));
  const record = dataSlice(code, 1);
  const type = registry.deploy.inputs.find(({ name }) => name === "founders") as ParamType;
  const [founders] = coder.decode([type], record);
  return { founders: plain(type, founders) as FoundingOrganisation[], head: keccak256(record) };
}

/**
 * Recomputes every head from the founding record to the tip and decodes what happened. Needs no chain.
 *
 * @param entries In order of sequence.
 * @param foundingHead Head before the first change.
 * @throws LogBroken at the first entry that is missing, out of order or whose hash differs.
 */
export function verifyLog(entries: readonly RawLogEntry[], foundingHead: string, tip: LogTip): LogEntry[] {
  let head = foundingHead;
  let previousBlock = 0n;
  const verified = entries.map((entry, index) => {
    const sequence = BigInt(index) + 1n;
    requireEqual(sequence, "its number", sequence, entry.sequence);
    requireEqual(sequence, "the block of its predecessor", previousBlock, entry.previousBlock);
    const { fragment, event, argumentsHash } = decodeSealed(entry);
    head = nextHead(head, entry, fragment.topicHash, argumentsHash);
    requireEqual(sequence, "its head", head, entry.head);
    previousBlock = BigInt(entry.blockNumber);
    const { blockNumber, timestamp, transactionHash } = entry;
    return { sequence, blockNumber, timestamp, transactionHash, head, event };
  });
  requireEqual(tip.sequence, "the number of entries", tip.sequence, BigInt(verified.length));
  requireEqual(tip.sequence, "the head of the register", head, tip.head);
  return verified;
}

function decodeSealed(entry: RawLogEntry): {
  fragment: EventFragment;
  event: LogEvent;
  argumentsHash: string;
} {
  const parsed = entry.sealed === undefined ? null : registry.parseLog(entry.sealed);
  if (parsed === null)
    throw new LogBroken(entry.sequence, "the event it seals", "an event of the register", "none");
  const { fragment, name, args } = parsed;
  const byName = fragment.inputs.map((input, index) => [input.name, plain(input, args[index])]);
  return {
    fragment,
    event: { name, args: Object.fromEntries(byName) } as LogEvent,
    argumentsHash: keccak256(coder.encode(fragment.inputs, args)),
  };
}

/** The formula of `IConsortiumRegistry.ChangeLogged`. */
function nextHead(previous: string, entry: RawLogEntry, topic0: string, argumentsHash: string): string {
  return keccak256(
    coder.encode(HEAD_TYPES, [previous, entry.sequence, entry.timestamp, topic0, argumentsHash]),
  );
}

function requireEqual(
  sequence: bigint,
  what: string,
  expected: bigint | string,
  found: bigint | string,
): void {
  if (expected !== found) throw new LogBroken(sequence, what, String(expected), String(found));
}

/** Decoded values as plain arrays and objects, which print and compare as one expects. */
function plain(type: ParamType, value: unknown): unknown {
  if (type.isArray()) return (value as unknown[]).map((item) => plain(type.arrayChildren, item));
  if (!type.isTuple()) return value;
  return Object.fromEntries(
    type.components.map((component, index) => [
      component.name,
      plain(component, (value as unknown[])[index]),
    ]),
  );
}
