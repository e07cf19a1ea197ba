import { createCustomCommon, Hardfork, Mainnet } from "@ethereumjs/common";
import { createEVM, type EVM, type EVMRunCallOpts, type ExecResult } from "@ethereumjs/evm";
import { SimpleStateManager } from "@ethereumjs/statemanager";
import type { PrefixedHexString } from "@ethereumjs/util";
import {
  Account,
  Address,
  bytesToHex,
  createAddressFromString,
  hexToBytes,
  setLengthLeft,
} from "@ethereumjs/util";
import type { Alloc, AllocAccount } from "./besu.ts";

type Block = NonNullable<EVMRunCallOpts["block"]>;

/** Gas for a constructor. Nothing limits what runs before block 0, so this only stops an endless loop. */
const CONSTRUCTION_GAS = 10n ** 10n;

/** Gas Besu gives a validator contract at most: EIP-7825's cap of a transaction. */
const CALL_GAS = 16_777_216n;

/** The block in which everything runs. */
export interface SimulatedBlock {
  chainId: number;
  /** Seconds since 1970. */
  timestamp: number;
  gasLimit: number;
}

/** What a call came to. */
export interface CallOutcome {
  reverted: boolean;
  /** Return value, or revert data, as hex. */
  data: string;
  /** Gas of the execution itself. */
  gasUsed: bigint;
}

/** An EVM with Osaka rules, at block 0 of the chain to be, and no state but what is put into it. */
export class Simulator {
  readonly #evm: EVM;
  readonly #state: RecordingState;
  readonly #block: Block;

  private constructor(evm: EVM, state: RecordingState, block: Block) {
    this.#evm = evm;
    this.#state = state;
    this.#block = block;
  }

  /** A simulator that starts with `alloc`. */
  static async create(
    { chainId, timestamp, gasLimit }: SimulatedBlock,
    alloc: Alloc = {},
  ): Promise<Simulator> {
    const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Osaka });
    const state = new RecordingState({ common });
    const header = {
      number: 0n,
      coinbase: new Address(new Uint8Array(20)),
      timestamp: BigInt(timestamp),
      difficulty: 1n,
      prevRandao: new Uint8Array(32),
      gasLimit: BigInt(gasLimit),
      baseFeePerGas: 0n,
      getBlobGasPrice: () => 1n,
    };
    const simulator = new Simulator(await createEVM({ common, stateManager: state }), state, { header });
    for (const [address, account] of Object.entries(alloc)) await simulator.#load(address, account);
    return simulator;
  }

  /**
   * Runs a constructor so that `address(this)` is `address` in it, and puts the code it returns there.
   * Contracts that it creates come along.
   */
  async construct(address: string, initCode: string): Promise<CallOutcome> {
    const to = createAddressFromString(address);
    // A contract's nonce starts at 1 (EIP-161); the addresses of what it creates depend on it.
    await this.#state.putAccount(to, new Account(1n));
    const code = hexToBytes(initCode as PrefixedHexString);
    const result = await this.#run({ to, code, gasLimit: CONSTRUCTION_GAS });
    if (result.exceptionError === undefined) await this.#state.putCode(to, result.returnValue);
    return outcomeOf(result);
  }

  /**
   * Calls a contract as Besu calls its validator contract: from the zero address, with an empty access list.
   */
  async call(address: string, data: string): Promise<CallOutcome> {
    const to = createAddressFromString(address);
    const input = hexToBytes(data as PrefixedHexString);
    return outcomeOf(await this.#run({ to, data: input, gasLimit: CALL_GAS, isStatic: true }));
  }

  /**
   * Every account that has code, a nonce or storage, in ascending order of address; zero slots are left out.
   */
  async export(): Promise<Alloc> {
    const alloc: Alloc = {};
    for (const address of [...this.#state.touched].sort()) {
      const account = await this.#export(createAddressFromString(address));
      if (account !== undefined) alloc[address] = account;
    }
    return alloc;
  }

  async #run(options: EVMRunCallOpts): Promise<ExecResult> {
    const { execResult } = await this.#evm.runCall({
      ...options,
      block: this.#block,
      skipNonceIncrement: true,
    });
    await this.#evm.journal.cleanup();
    return execResult;
  }

  async #export(address: Address): Promise<AllocAccount | undefined> {
    const record = await this.#state.getAccount(address);
    const code = await this.#state.getCode(address);
    if (record === undefined || (record.nonce === 0n && code.length === 0)) return undefined;
    const storage: Record<string, string> = {};
    for (const slot of [...(this.#state.slots.get(address.toString()) ?? [])].sort()) {
      const value = await this.#state.getStorage(address, hexToBytes(slot));
      if (value.some((byte) => byte !== 0)) storage[slot] = bytesToHex(setLengthLeft(value, 32));
    }
    return { balance: "0x0", nonce: `0x${record.nonce.toString(16)}`, code: bytesToHex(code), storage };
  }

  async #load(text: string, account: AllocAccount): Promise<void> {
    const address = createAddressFromString(text);
    await this.#state.putAccount(address, new Account(BigInt(account.nonce)));
    await this.#state.putCode(address, hexToBytes(account.code as PrefixedHexString));
    for (const [slot, value] of Object.entries(account.storage)) {
      const bytes = hexToBytes(value as PrefixedHexString);
      await this.#state.putStorage(address, hexToBytes(slot as PrefixedHexString), bytes);
    }
  }
}

/** Remembers which accounts and slots were ever written. */
class RecordingState extends SimpleStateManager {
  readonly touched = new Set<string>();
  readonly slots = new Map<string, Set<PrefixedHexString>>();

  override async putAccount(address: Address, account?: Account): Promise<void> {
    this.touched.add(address.toString());
    await super.putAccount(address, account);
  }

  override async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    const slots = this.slots.get(address.toString()) ?? new Set();
    this.slots.set(address.toString(), slots.add(bytesToHex(key)));
    await super.putStorage(address, key, value);
  }
}

function outcomeOf(result: ExecResult): CallOutcome {
  return {
    reverted: result.exceptionError !== undefined,
    data: bytesToHex(result.returnValue),
    gasUsed: result.executionGasUsed,
  };
}
