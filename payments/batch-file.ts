import { GuildhallError } from "@guildhall/sdk/errors";
import { deriveUetr, encodeReference, parseUetr } from "@guildhall/sdk/payments";
import { parse } from "csv-parse/sync";
import { id, isHexString } from "ethers";

/** A payment of a batch as the file says it. */
export interface BatchLine {
  /** Where it stands, from 1. */
  readonly position: number;
  /** Account or alias of the payee. */
  readonly payee: string;
  /** Such as 1250.50 EUR. */
  readonly amount: string;
  /** 32 bytes. */
  readonly reference: string;
  /** Number that the token takes once, so that the same file never pays twice. */
  readonly nonce: bigint;
}

/** Payments of one file that one account makes in one currency. */
export interface Batch {
  /** Account that pays, where the file says so. */
  readonly payer: string | undefined;
  readonly lines: readonly BatchLine[];
}

/** A file that is no batch of payments, with everything that is wrong in it. */
export class BatchFileError extends GuildhallError {
  override readonly name = "BatchFileError";
  constructor(faults: readonly string[]) {
    super(faults.join("\n"), "Nothing was paid. Mend the file and run again.");
    this.message = `${this.why}\n${this.remedy}`;
  }
}

interface Row {
  [field: string]: unknown;
}

const FIELDS = ["id", "nonce", "payee", "amount", "uetr", "reason", "reference"];

/**
 * Reads a batch: CSV with a head line, or JSON, a list of payments or `{ batches: [{ payer, payments }] }`. A payment has a
 * payee and an amount (1250.50 EUR); it may have uetr and reason, or reference (32 bytes), and nonce. Amounts and nonces are
 * texts: a JSON number beyond 2^53 or with a fraction is not what was written.
 *
 * @param label Part of what tells one batch from another: the same file under another label pays again.
 * @throws BatchFileError with every fault.
 */
export function parseBatch(text: string, label = ""): Batch[] {
  const batches = /^\s*[[{]/.test(text) ? fromJson(text) : [{ payer: undefined, rows: fromCsv(text) }];
  const faults: string[] = [];
  const read = batches.map(({ payer, rows }, index): Batch => {
    const where = batches.length > 1 ? `Batch ${index + 1}, payment` : "Payment";
    const base = firstNonce([label, text, String(index)]);
    const lines = rows.flatMap((row, place) => {
      const found = faultsOf(row);
      faults.push(...found.map((fault) => `${where} ${place + 1}: ${fault}.`));
      return found.length > 0 ? [] : [lineOf(row, place, base)];
    });
    return { payer, lines };
  });
  if (read.every(({ lines }) => lines.length === 0) && faults.length === 0)
    faults.push("There is no payment in it.");
  if (faults.length > 0) throw new BatchFileError(faults);
  return read;
}

/** A stretch of numbers that no other batch has: they follow each other, 256 to a word. */
function firstNonce(words: readonly string[]): bigint {
  return BigInt(id(JSON.stringify(["guildhall-batch", ...words]))) & ~0xffffn;
}

function fromCsv(text: string): Row[] {
  try {
    return parse(text, { columns: true, skip_empty_lines: true, trim: true, bom: true });
  } catch (error) {
    throw new BatchFileError([`It is no CSV: ${(error as Error).message}.`]);
  }
}

function fromJson(text: string): { payer: string | undefined; rows: Row[] }[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new BatchFileError([`It is no JSON: ${(error as Error).message}.`]);
  }
  if (Array.isArray(data)) return [{ payer: undefined, rows: data }];
  const { batches } = data as { batches?: { payer?: string; payments?: Row[] }[] };
  if (!Array.isArray(batches) || batches.some(({ payments }) => !Array.isArray(payments))) {
    throw new BatchFileError(["It is neither a list of payments nor { batches: [{ payer, payments }] }."]);
  }
  return batches.map(({ payer, payments }) => ({ payer, rows: payments ?? [] }));
}

function faultsOf(row: Row): string[] {
  if (typeof row !== "object" || row === null) return ["is no record with payee and amount"];
  const unknown = Object.keys(row).filter((name) => !FIELDS.includes(name));
  const numbers = Object.entries(row).filter(([, value]) => typeof value !== "string" && value !== undefined);
  const { payee, amount, reference, nonce } = row;
  return [
    ...unknown.map((name) => `"${name}" is not known; expected ${FIELDS.join(", ")}`),
    ...numbers.map(([name, value]) => `${name} is ${JSON.stringify(value)}, not a text; put it in quotes`),
    ...(isGiven(payee) ? [] : ["it has no payee"]),
    ...(isGiven(amount) ? [] : ["it has no amount"]),
    ...(isGiven(reference) && !isHexString(reference, 32)
      ? [`reference "${reference}" is not 32 bytes`]
      : []),
    ...(isGiven(nonce) && !/^\d+$/.test(nonce as string) ? [`nonce "${nonce}" is no whole number`] : []),
    ...(isGiven(reference) && (isGiven(row.uetr) || isGiven(row.reason))
      ? ["it has a reference and its parts; expected one of them"]
      : []),
    ...(numbers.length > 0 ? [] : referenceFaults(row)),
  ];
}

function referenceFaults({ uetr, reason }: Row): string[] {
  try {
    encodeReference({
      uetr: isGiven(uetr) ? parseUetr(uetr as string) : undefined,
      reason: isGiven(reason) ? (reason as string) : undefined,
    });
    return [];
  } catch (error) {
    return [(error as GuildhallError).why.replace(/\.$/, "")];
  }
}

function lineOf(row: Row, place: number, base: bigint): BatchLine {
  const { payee, amount, reference, nonce, uetr, reason } = row as Record<string, string | undefined>;
  const parts = {
    uetr: isGiven(uetr) ? parseUetr(uetr as string) : deriveUetr(["batch", String(base), String(place)]),
    reason: isGiven(reason) ? reason : undefined,
  };
  return {
    position: place + 1,
    payee: payee ?? "",
    amount: amount ?? "",
    reference: isGiven(reference) ? (reference as string) : encodeReference(parts),
    nonce: isGiven(nonce) ? BigInt(nonce as string) : base + BigInt(place),
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== "";
}
