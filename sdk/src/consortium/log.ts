import type { Log, Provider } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { queryRange } from "../common/log-range.ts";
import type { ConsortiumRegistry } from "../generated/contracts/index.ts";
import { type Alliance, providerOf } from "./connect.ts";
import type { ChangeLog } from "./log-events.ts";
import { decodeFounding, LogBroken, type LogTip, type RawLogEntry, verifyLog } from "./log-verify.ts";

/** Blocks that one step back covers: most entries have their predecessor near. */
const BLOCKS_PER_STEP = 1_000;

/**
 * Reads the change log of the register and verifies it from the founding record to its head.
 *
 * Each entry names the block of the one before, so quiet stretches of the chain are skipped and busy ones are
 * read many blocks at a time.
 *
 * @throws LogBroken when an entry is missing, out of order or not what its hash says.
 */
export async function readLog(alliance: Alliance): Promise<ChangeLog> {
  const { registry } = alliance;
  const provider = providerOf(registry.runner);
  const [{ sequence, blockNumber, head }, record] = await Promise.all([
    registry.logTip(),
    registry.foundingRecord(),
  ]);
  const tip: LogTip = { sequence, blockNumber, head };
  const founding = decodeFounding(await provider.getCode(record));
  const entries = await readEntries(registry, provider, tip);
  return {
    founders: founding.founders,
    entries: verifyLog(entries, founding.head, tip),
    head,
    validatorSet: await alliance.validatorSet.getAddress(),
    rescueValidatorSet: await alliance.rescueValidatorSet.getAddress(),
  };
}

/** Walks back from the tip; returns the entries in order. */
async function readEntries(
  registry: ConsortiumRegistry,
  provider: Provider,
  tip: LogTip,
): Promise<RawLogEntry[]> {
  const found: Omit<RawLogEntry, "timestamp">[] = [];
  let { sequence, blockNumber } = tip;
  while (sequence > 0n) {
    const window = await readWindow(registry, provider, Number(blockNumber));
    const entries = window.filter((entry) => entry.sequence <= sequence);
    const [earliest] = entries;
    if (earliest === undefined)
      throw new LogBroken(sequence, "its block", String(blockNumber), "a block without it");
    found.unshift(...entries);
    sequence = earliest.sequence - 1n;
    blockNumber = earliest.previousBlock;
  }
  const timestamps = await readTimestamps(provider, [...new Set(found.map((entry) => entry.blockNumber))]);
  return found.map((entry) => ({ ...entry, timestamp: timestamps.get(entry.blockNumber) ?? 0 }));
}

/** The entries in the blocks up to `last`, in order. */
async function readWindow(
  registry: ConsortiumRegistry,
  provider: Provider,
  last: number,
): Promise<Omit<RawLogEntry, "timestamp">[]> {
  const address = await registry.getAddress();
  const logs = await queryRange({ from: Math.max(0, last - BLOCKS_PER_STEP + 1), to: last }, ({ from, to }) =>
    provider.getLogs({ address, fromBlock: from, toBlock: to }),
  );
  const { topicHash } = registry.getEvent("ChangeLogged").fragment;
  return logs.flatMap((log, index) =>
    log.topics[0] === topicHash ? [rawEntry(registry, log, logs[index - 1])] : [],
  );
}

function rawEntry(
  registry: ConsortiumRegistry,
  log: Log,
  before: Log | undefined,
): Omit<RawLogEntry, "timestamp"> {
  const { sequence, previousBlock, head } = registry.interface.decodeEventLog(
    "ChangeLogged",
    log.data,
    log.topics,
  );
  const isSealed = before?.transactionHash === log.transactionHash && before.index === log.index - 1;
  const { blockNumber, transactionHash } = log;
  return {
    sequence,
    previousBlock,
    head,
    blockNumber,
    transactionHash,
    sealed: isSealed ? before : undefined,
  };
}

async function readTimestamps(provider: Provider, blocks: readonly number[]): Promise<Map<number, number>> {
  const read = async (block: number): Promise<[number, number]> => {
    return [block, (await provider.getBlock(block))?.timestamp ?? 0];
  };
  return new Map(await mapConcurrently(blocks, read));
}
