import { setTimeout as sleep } from "node:timers/promises";
import { type JsonRpcApiProvider, toQuantity } from "ethers";

/** Milliseconds between two looks at the head of a chain that keeps its own time. */
const POLLING_INTERVAL_MS = 250;

/** How time passes on a chain: a development chain is told to move on, any other is waited for. */
export interface Clock {
  /** Whether the chain's clock can be moved. */
  readonly movable: boolean;
  /** Returns once the head is dated `timestamp` (seconds UTC) or later. */
  until(timestamp: bigint | number): Promise<void>;
  /** Returns once `count` more blocks are sealed. */
  blocks(count: number): Promise<void>;
}

/** The clock of the chain behind `provider`; Hardhat's chain and anvil can be moved. */
export async function clockOf(provider: JsonRpcApiProvider): Promise<Clock> {
  const client = (await provider.send("web3_clientVersion", [])) as string;
  return /^(HardhatNetwork|anvil)\//.test(client) ? movableClock(provider) : realClock(provider);
}

function movableClock(provider: JsonRpcApiProvider): Clock {
  return {
    movable: true,
    async until(timestamp) {
      if ((await headOf(provider)).timestamp >= Number(timestamp)) return;
      await provider.send("evm_setNextBlockTimestamp", [toQuantity(timestamp)]);
      await provider.send("evm_mine", []);
    },
    async blocks(count) {
      for (let mined = 0; mined < count; mined++) await provider.send("evm_mine", []);
    },
  };
}

function realClock(provider: JsonRpcApiProvider): Clock {
  return {
    movable: false,
    async until(timestamp) {
      while ((await headOf(provider)).timestamp < Number(timestamp)) await sleep(POLLING_INTERVAL_MS);
    },
    async blocks(count) {
      const last = (await headOf(provider)).number + count;
      while ((await headOf(provider)).number < last) await sleep(POLLING_INTERVAL_MS);
    },
  };
}

async function headOf(provider: JsonRpcApiProvider): Promise<{ number: number; timestamp: number }> {
  const block = (await provider.send("eth_getBlockByNumber", ["latest", false])) as {
    number: string;
    timestamp: string;
  };
  return { number: Number(block.number), timestamp: Number(block.timestamp) };
}
