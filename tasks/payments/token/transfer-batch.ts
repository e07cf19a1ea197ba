import { readFile } from "node:fs/promises";
import { decodeReference } from "@guildhall/sdk/payments";
import type { Signer } from "ethers";
import { type Batch, BatchFileError, parseBatch } from "../../../payments/batch-file.ts";
import { type Payable, payAll } from "../../../payments/ledger/pay.ts";
import { formatMoney, parseMoney } from "../../../payments/money.ts";
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
  const rows: Row[] = [];
  for (const [index, byCurrency] of groups.entries()) {
    const signer = await signerFor(context, batches[index]?.payer, args.as);
    for (const [currency, lines] of byCurrency) {
      const { token } = await moneyOf(context, { currency, bank: args.bank });
      await payAll(token, signer, lines, async (settled) => {
        rows.push(
          ...settled.map(({ payable, outcome, transaction }) => rowOf(payable, outcome, transaction)),
        );
      });
    }
  }
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

/** Payments of one batch, by currency, everything checked before anything is sent. */
async function groupsOf(context: Context, { lines }: Batch): Promise<Map<string, Line[]>> {
  const faults: string[] = [];
  const groups = new Map<string, Line[]>();
  for (const { position, payee, amount, reference, nonce } of lines) {
    try {
      const { currency, amountMinor } = parseMoney(amount);
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
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
}
