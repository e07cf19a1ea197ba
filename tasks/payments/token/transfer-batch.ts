import { readFile } from "node:fs/promises";
import type { SettlementToken } from "@guildhall/sdk";
import { explainError } from "@guildhall/sdk/errors";
import { decodeReference } from "@guildhall/sdk/payments";
import type { Signer } from "ethers";
import { type Batch, BatchFileError, parseBatch } from "../../../payments/batch-file.ts";
import { isLeft, type Payable, payAll } from "../../../payments/ledger/pay.ts";
import { BadAmount, formatMoney, parseMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { accountNamed, moneyOf } from "../../lib/money.ts";
import { table } from "../../lib/output.ts";
import { signerOf, signerOfAccount } from "../../lib/signers.ts";

interface Arguments {
  file: string;
  label: string | undefined;
  bank: string | undefined;
  as: string | undefined;
}

interface Line extends Payable {
  readonly position: number;
  readonly currency: string;
}

interface Run {
  readonly token: SettlementToken;
  readonly signer: Signer;
  readonly lines: readonly Line[];
}

interface Row {
  position: number;
  payee: string;
  amount: string;
  uetr: string | undefined;
  outcome: string;
  transaction: string;
}

export default action<Arguments>(async (args, context) => {
  const text = await readFile(args.file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new TaskError(
      `${args.file} cannot be read (${cause.code}).`,
      "Give the path of a file that exists.",
    );
  });
  const batches = parseBatch(text, args.label);
  const groups = await Promise.all(batches.map((batch) => groupsOf(context, batch)));
  const runs = await runsOf(context, args, batches, groups);
  const rows: Row[] = [];
  for (const { token, signer, lines } of runs) {
    await payAll(token, signer, lines, async (settled) => {
      rows.push(...settled.map(({ payable, outcome, transaction }) => rowOf(payable, outcome, transaction)));
    }).catch((cause) => {
      throw interrupted(cause, rows);
    });
  }
  if (rows.some(({ outcome }) => isLeft(outcome))) process.exitCode = 1;
  const head = ["#", "payee", "amount", "UETR", "outcome"];
  const shown = rows.map(({ position, payee, amount, uetr, outcome }) => [
    position,
    payee,
    amount,
    uetr,
    outcome,
  ]);
  return { data: rows, text: `${table(head, shown)}\n${summary(rows)}` };
});

/** Who pays what in which money, all of it known before anything is sent. */
async function runsOf(
  context: Context,
  { bank, as }: Arguments,
  batches: readonly Batch[],
  groups: readonly Map<string, Line[]>[],
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const [index, byCurrency] of groups.entries()) {
    const signer = await signerFor(context, batches[index]?.payer, as);
    for (const [currency, lines] of byCurrency) {
      const { token } = await moneyOf(context, { currency, bank });
      runs.push({ token, signer, lines });
    }
  }
  return runs;
}

/** A failure on the way, with what was done before it. */
function interrupted(cause: unknown, rows: readonly Row[]): unknown {
  if (rows.length === 0) return cause;
  const { why, remedy } = explainError(cause);
  return new TaskError(
    `${why}\nBefore that: ${summary(rows)}.`,
    `${remedy} Then run the file again unchanged: nobody is paid twice.`.trim(),
  );
}

/** Payments of one batch, by currency, everything checked before anything is sent. */
async function groupsOf(context: Context, { lines }: Batch): Promise<Map<string, Line[]>> {
  const faults: string[] = [];
  const groups = new Map<string, Line[]>();
  for (const { position, payee, amount, reference, nonce } of lines) {
    try {
      const { currency, amountMinor } = parseMoney(amount);
      if (amountMinor === 0n) throw new BadAmount(amount, "is nothing to pay");
      const account = await accountNamed(context, payee);
      const line = { position, currency, payee: account, amountMinor, reference, nonce };
      groups.set(currency, [...(groups.get(currency) ?? []), line]);
    } catch (error) {
      faults.push(`Payment ${position}: ${(error as TaskError).why}`);
    }
  }
  if (faults.length > 0) throw new BatchFileError(faults);
  return groups;
}

async function signerFor(
  context: Context,
  payer: string | undefined,
  as: string | undefined,
): Promise<Signer> {
  const signer = await signerOf(context, as, "operator");
  if (payer === undefined || (await signer.getAddress()) === payer) return signer;
  return signerOfAccount(context, payer);
}

function rowOf(line: Line, outcome: string, transaction: string): Row {
  const { position, payee, amountMinor, currency, reference } = line;
  const { uetr } = decodeReference(reference);
  return { position, payee, amount: formatMoney(amountMinor, currency), uetr, outcome, transaction };
}

function summary(rows: readonly Row[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of rows) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const left = rows.some(({ outcome }) => isLeft(outcome))
    ? "; run the file again unchanged for what was left undone"
    : "";
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ") + left;
}
