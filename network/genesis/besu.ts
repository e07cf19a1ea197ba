import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { toQuantity } from "ethers";
import type { Alliance } from "../alliance.ts";
import { encodeExtraData } from "../extra-data.ts";

/**
 * An account of block 0. All numbers are hex with 0x: Besu reads a bare balance as decimal and a bare nonce
 * as hex.
 */
export interface AllocAccount {
  balance: string;
  nonce: string;
  /** Runtime code; immutables are in it. */
  code: string;
  /** Slot to value, 32 bytes each. */
  storage: Record<string, string>;
}

/** Accounts of block 0 by address, lower-case hex with 0x. */
export type Alloc = Record<string, AllocAccount>;

/** A change of the rules of QBFT on a chain whose forks go by time. */
export interface Transition {
  /** Seconds since 1970 from which blocks follow it; Besu's name for it is older than forks by time. */
  block: number;
  blockperiodseconds?: number;
  validatorselectionmode?: "contract";
  validatorcontractaddress?: string;
}

/** Besu's genesis file. */
export interface Genesis {
  config: {
    chainId: number;
    londonBlock: 0;
    shanghaiTime: 0;
    cancunTime: 0;
    pragueTime: 0;
    osakaTime: 0;
    zeroBaseFee: true;
    qbft: {
      blockperiodseconds: number;
      requesttimeoutseconds: number;
      epochlength: number;
      validatorcontractaddress: string;
    };
    /** Changes of rules while the chain runs; they do not change the hash of block 0. */
    transitions?: { qbft: Transition[] };
  };
  nonce: string;
  timestamp: string;
  gasLimit: string;
  difficulty: string;
  baseFeePerGas: string;
  mixHash: string;
  coinbase: string;
  extraData: string;
  alloc: Alloc;
}

/**
 * Seconds since 1970 at which block 0 is dated and its constructors run. One and not zero: OpenZeppelin's
 * AccessManager takes a role that was granted at time 0 for one that was never granted, and nobody would hold
 * its admin role.
 */
export const GENESIS_TIMESTAMP = 1;

/** mixHash of every QBFT block. */
export const QBFT_MIX_HASH = "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365";

/** Most bytes of code that a deployed contract may have (EIP-170). */
export const MAXIMUM_CODE = 24_576;

const HEADER_MODE_EPOCH = 30_000;

/** Completes `alloc` to the genesis file of the alliance's chain: QBFT in contract mode, Osaka, no fees. */
export function besuGenesis({ chain }: Alliance, chainId: number, alloc: Alloc): Genesis {
  return {
    config: {
      chainId,
      londonBlock: 0,
      shanghaiTime: 0,
      cancunTime: 0,
      pragueTime: 0,
      osakaTime: 0,
      zeroBaseFee: true,
      qbft: {
        blockperiodseconds: chain.blockPeriodSeconds,
        requesttimeoutseconds: chain.requestTimeoutSeconds,
        epochlength: HEADER_MODE_EPOCH,
        validatorcontractaddress: PREDEPLOYS.validatorSet,
      },
    },
    nonce: "0x0",
    timestamp: toQuantity(GENESIS_TIMESTAMP),
    gasLimit: toQuantity(chain.blockGasLimit),
    difficulty: "0x1",
    baseFeePerGas: "0x0",
    mixHash: QBFT_MIX_HASH,
    coinbase: `0x${"00".repeat(20)}`,
    extraData: encodeExtraData(),
    alloc,
  };
}

/** The text of the genesis file: the same bytes for the same genesis, keys in ascending order. */
export function formatGenesis(genesis: Genesis): string {
  return `${JSON.stringify(genesis, (_key, value: unknown) => sortKeys(value), 2)}\n`;
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
