import { readFile } from "node:fs/promises";
import path from "node:path";
import { GuildhallError } from "@guildhall/sdk/errors";
import { type ArtifactResolver, trackTransaction, wipe } from "@nomicfoundation/ignition-core";
import type { JsonRpcApiProvider } from "ethers";
import type { EthereumProvider } from "hardhat/types/providers";

const NO_ARTIFACTS = undefined as unknown as ArtifactResolver;

/** As much of an entry in Ignition's journal as concerns the sending of transactions. */
interface Entry {
  type: string;
  futureId: string;
  networkInteractionId?: number;
  nonce?: number;
  from?: string;
}

/** A transaction that Ignition was about to send when the run ended. */
interface Unknown {
  futureId: string;
  from: string;
  nonce: number;
}

/** A transaction of an earlier run can be neither found nor ruled out. */
export class EarlierSendUnclear extends GuildhallError {
  override readonly name = "EarlierSendUnclear";
  constructor({ futureId, from, nonce }: Unknown) {
    super(
      `An earlier run ended while it sent ${futureId} as transaction ${nonce} of ${from}, which is not in a block that ` +
        "this node can show.",
      "Run again once it is mined; if blocks came since then, ask a node that keeps the whole history.",
      { futureId, from, nonce },
    );
  }
}

/**
 * Ignition writes down that it is going to send a transaction, sends it, and writes down its hash. A run that was killed in
 * between would stop every later one; this looks up what became of the transaction and completes the journal.
 *
 * @param folder Folder of the deployment.
 */
export async function reconcile(
  folder: string,
  eip1193: EthereumProvider,
  provider: JsonRpcApiProvider,
): Promise<void> {
  for (const unknown of unknownSends(await readJournal(folder))) {
    const { futureId, from, nonce } = unknown;
    if ((await provider.getTransactionCount(from, "pending")) <= nonce) {
      // A deployment with a folder has its artifacts there, so no source of them is needed.
      await wipe(folder, NO_ARTIFACTS, futureId);
      continue;
    }
    const hash = await findTransaction(provider, from, nonce);
    if (hash === undefined) throw new EarlierSendUnclear(unknown);
    await trackTransaction(folder, hash, eip1193);
  }
}

async function readJournal(folder: string): Promise<Entry[]> {
  const text = await readFile(path.join(folder, "journal.jsonl"), "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Entry);
}

function unknownSends(journal: readonly Entry[]): Unknown[] {
  const senders = new Map<string, string>();
  const open = new Map<string, Unknown>();
  for (const { type, futureId, from, nonce } of journal) {
    if (from !== undefined) senders.set(futureId, from);
    if (type === "TRANSACTION_PREPARE_SEND" && nonce !== undefined) {
      open.set(futureId, { futureId, from: senders.get(futureId) ?? "", nonce });
    }
    if (type === "TRANSACTION_SEND" || type === "WIPE_APPLY") open.delete(futureId);
  }
  return [...open.values()];
}

/** Hash of a mined transaction by its sender and nonce: in the first block after which the account has sent more. */
async function findTransaction(
  provider: JsonRpcApiProvider,
  from: string,
  nonce: number,
): Promise<string | undefined> {
  let low = 0;
  let high = await provider.getBlockNumber();
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await provider.getTransactionCount(from, middle)) > nonce) high = middle;
    else low = middle + 1;
  }
  const block = await provider.getBlock(low, true);
  return block?.prefetchedTransactions.find(
    (transaction) => transaction.from === from && transaction.nonce === nonce,
  )?.hash;
}
