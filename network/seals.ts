import { encodeRlp, keccak256, recoverAddress, stripZerosLeft } from "ethers";
import { decodeExtraData } from "./extra-data.ts";

/** A block as JSON-RPC answers it: hex texts by field. */
export type RpcBlock = Readonly<Record<string, unknown>>;

const BYTES = [
  "parentHash",
  "sha3Uncles",
  "miner",
  "stateRoot",
  "transactionsRoot",
  "receiptsRoot",
  "logsBloom",
];
const NUMBERS = ["difficulty", "number", "gasLimit", "gasUsed", "timestamp"];

/** Fields that forks added, in the order of the header; a block ends where the first is missing. */
const LATER = [
  ["baseFeePerGas", true],
  ["withdrawalsRoot", false],
  ["blobGasUsed", true],
  ["excessBlobGas", true],
  ["parentBeaconBlockRoot", false],
  ["requestsHash", false],
] as const;

/**
 * Who sealed a QBFT block: the signers of its commit seals, in the order in which they stand in extraData.
 *
 * A seal signs the hash of the header whose extraData has neither round nor seals (Besu, BftBlockHashing and
 * QbftExtraDataCodec).
 *
 * @param block As `eth_getBlockByNumber` answers it.
 * @returns Checksummed addresses.
 * @throws Error when the block has no extraData of QBFT, or its hash is not that of its fields.
 */
export function sealersOf(block: RpcBlock): string[] {
  const { vanity, seals, round } = decodeExtraData(text(block, "extraData"));
  if (keccak256(header(block, [vanity, [], [], roundBytes(round), []])) !== text(block, "hash")) {
    throw new Error(`Block ${text(block, "number")} does not have the hash of its fields.`);
  }
  const signed = keccak256(header(block, [vanity, [], [], "0x", []]));
  return seals.map((seal) => recoverAddress(signed, seal));
}

type Nested = string | Nested[];

function header(block: RpcBlock, extraData: Nested): string {
  const fields = [...BYTES.map((name) => text(block, name)), ...NUMBERS.map((name) => scalar(block, name))];
  fields.push(encodeRlp(extraData), text(block, "mixHash"), text(block, "nonce"));
  for (const [name, isNumber] of LATER) {
    if (block[name] === undefined) break;
    fields.push(isNumber ? scalar(block, name) : text(block, name));
  }
  return encodeRlp(fields);
}

function roundBytes(round: number): string {
  return round === 0
    ? "0x"
    : `0x${round.toString(16).padStart(2 * Math.ceil(round.toString(16).length / 2), "0")}`;
}

function scalar(block: RpcBlock, name: string): string {
  const digits = text(block, name).slice(2);
  return stripZerosLeft(`0x${digits.length % 2 === 0 ? digits : `0${digits}`}`);
}

function text(block: RpcBlock, name: string): string {
  const value = block[name];
  if (typeof value === "string") return value;
  throw new Error(`The block has no field "${name}".`);
}
