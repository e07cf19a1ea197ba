import type { RlpStructuredData } from "ethers";
import { decodeRlp, encodeRlp, getAddress, isHexString, toBeHex } from "ethers";

const ZERO_VANITY = `0x${"00".repeat(32)}`;
const ADD = "0xff";
const DROP = "0x";

/** A vote about one validator, header mode only. */
export interface ValidatorVote {
  /** Checksummed. */
  validator: string;
  kind: "add" | "drop";
}

/** What the extraData field of a QBFT block says. */
export interface ExtraData {
  /** 32 bytes, hex. */
  vanity: string;
  /** Checksummed addresses; empty in contract mode. */
  validators: string[];
  vote: ValidatorVote | null;
  /** Round in which the block was agreed. */
  round: number;
  /** Signatures of the validators, 65 bytes each, hex. */
  seals: string[];
}

/**
 * extraData of a genesis block: `RLP([vanity, validators, vote, round, seals])`.
 *
 * @param validators Initial validators of a chain in header mode, in any order. None for contract mode, in
 * which the validator contract names them: Besu refuses later blocks whose extraData does.
 */
export function encodeExtraData(validators: readonly string[] = []): string {
  const ascending = validators.map((validator) => getAddress(validator).toLowerCase()).sort();
  const twice = ascending.find((validator, index) => validator === ascending[index + 1]);
  if (twice !== undefined) throw new Error(`Validator ${twice} is named twice; Besu would count it twice.`);
  return encodeRlp([ZERO_VANITY, ascending, [], "0x", []]);
}

/**
 * Reads the extraData of any QBFT block.
 *
 * @throws Error when it is no extraData of QBFT.
 */
export function decodeExtraData(extraData: string): ExtraData {
  const [vanity, validators, vote, round, seals, ...rest] = list(decodeRlp(extraData), "extraData");
  if (rest.length > 0)
    throw new Error("extraData has more than five fields; QBFT knows vanity, validators, …, seals.");
  return {
    vanity: bytes(vanity, 32, "vanity"),
    validators: list(validators, "validators").map((item) => getAddress(bytes(item, 20, "validator"))),
    vote: readVote(list(vote, "vote")),
    round: readRound(round),
    seals: list(seals, "seals").map((item) => bytes(item, 65, "seal")),
  };
}

function readVote(vote: readonly RlpStructuredData[]): ValidatorVote | null {
  if (vote.length === 0) return null;
  const [validator, direction] = vote;
  if (vote.length !== 2 || (direction !== ADD && direction !== DROP)) {
    throw new Error("The vote in extraData is neither empty nor [address, ff] nor [address, empty].");
  }
  return { validator: getAddress(bytes(validator, 20, "vote")), kind: direction === ADD ? "add" : "drop" };
}

function readRound(round: RlpStructuredData | undefined): number {
  if (typeof round !== "string" || round.length > 10)
    throw new Error("The round in extraData is not a 32-bit number.");
  const value = round === "0x" ? 0 : Number(round);
  if (round !== "0x" && toBeHex(value) !== round)
    throw new Error("The round in extraData has leading zeros.");
  return value;
}

function list(item: RlpStructuredData | undefined, what: string): readonly RlpStructuredData[] {
  if (!Array.isArray(item))
    throw new Error(`The field "${what}" is missing or no list; this is no extraData of QBFT.`);
  return item;
}

function bytes(item: RlpStructuredData | undefined, length: number, what: string): string {
  if (!isHexString(item, length))
    throw new Error(`The field "${what}" of extraData does not have ${length} bytes.`);
  return item;
}
