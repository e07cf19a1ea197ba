import { type ItemResult, openSender, requireCurrent, sendBatch } from "@guildhall/sdk";
import { type FileJournal, openJournal } from "@guildhall/sdk/node";
import { readBatch } from "../../network/batch/items.ts";
import { action } from "../lib/action.ts";
import { parseCount } from "../lib/arguments.ts";
import type { Context } from "../lib/context.ts";
import { type Output, record, table } from "../lib/output.ts";
import { signerOf } from "../lib/signers.ts";

interface Arguments {
  file: string;
  as: string | undefined;
  journal: string | undefined;
  gas: string | undefined;
  window: string | undefined;
  patience: string | undefined;
  json: boolean;
}

const DEFAULT_PATIENCE_SECONDS = "300";
const FAILURES_SHOWN = 20;
const WIDEST_CELL = 100;
const PROGRESS_EVERY_MS = 2_000;

export default action<Arguments>(async (args, context) => {
  await requireCurrent(context.provider, Number.POSITIVE_INFINITY);
  const signer = await signerOf(context, args.as);
  const items = await readBatch(args.file, context.alliance, context.hre.artifacts);
  const timeoutSeconds = parseCount("--patience", args.patience ?? DEFAULT_PATIENCE_SECONDS, 1);
  const window = args.window === undefined ? {} : { window: parseCount("--window", args.window, 1) };
  const gas = args.gas === undefined ? {} : { gasLimit: BigInt(parseCount("--gas", args.gas, 21_000)) };
  const journal = await journalOf(args, context);
  try {
    const sender = await openSender(signer, { timeoutSeconds, ...window });
    const startedAt = performance.now();
    const results = await sendBatch(sender, items, {
      ...gas,
      ...(journal === undefined ? {} : { journal: journal.opened }),
      onResult: progress(items.length, !args.json),
    });
    const seconds = (performance.now() - startedAt) / 1000;
    if (results.some(({ outcome }) => outcome !== "mined" && outcome !== "earlier")) process.exitCode = 1;
    return report(results, seconds, journal?.file);
  } finally {
    await journal?.opened.close();
  }
});

/** Chains within this process end with it, so there is nothing to go on with. */
async function journalOf(
  { file, journal }: Arguments,
  { connection, networkName }: Context,
): Promise<{ file: string; opened: FileJournal } | undefined> {
  if (journal === undefined && connection.networkConfig.type !== "http") return undefined;
  const path = journal ?? `${file}.${networkName}.journal`;
  return { file: path, opened: await openJournal(path) };
}

function progress(total: number, isShown: boolean): (result: ItemResult) => void {
  let count = 0;
  let shownAt = performance.now();
  return () => {
    count++;
    if (!isShown || performance.now() - shownAt < PROGRESS_EVERY_MS) return;
    shownAt = performance.now();
    console.error(`${count} of ${total}`);
  };
}

function report(results: readonly ItemResult[], seconds: number, journal: string | undefined): Output {
  const count = (outcome: ItemResult["outcome"]): number =>
    results.filter((result) => result.outcome === outcome).length;
  const counts = {
    items: results.length,
    mined: count("mined"),
    earlier: count("earlier"),
    reverted: count("reverted"),
    refused: count("refused"),
    open: count("open"),
    unsent: count("unsent"),
    seconds: Number(seconds.toFixed(1)),
    perSecond: Number((count("mined") / seconds).toFixed(1)),
    journal,
  };
  const failures = results.flatMap((result) => {
    if (!("error" in result)) return [];
    const { name, text, why, remedy } = result.error;
    const hash = "hash" in result ? result.hash : undefined;
    return [{ id: result.id, outcome: result.outcome, hash, name, text, why, remedy }];
  });
  const shown = failures.slice(0, FAILURES_SHOWN);
  const texts = [record(counts)];
  if (shown.length > 0) {
    texts.push(
      table(
        ["id", "outcome", "why", "what to do"],
        shown.map((each) => [each.id, each.outcome, short(each.why), short(each.remedy)]),
      ),
    );
    if (failures.length > shown.length)
      texts.push(`and ${failures.length - shown.length} more (--json lists all)`);
    texts.push("What is mined is done; run the same command again for the rest.");
  }
  return { data: { ...counts, failures }, text: texts.join("\n\n") };
}

function short(text: string): string {
  return text.length <= WIDEST_CELL ? text : `${text.slice(0, WIDEST_CELL - 1)}…`;
}
