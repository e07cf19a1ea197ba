import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { GuildhallError } from "@guildhall/sdk/errors";
import { lockFile } from "@guildhall/sdk/node";
import { z } from "zod";

/** What is known of a payment between messages. */
export const PAYMENT_STATES = ["planned", "parked", "paid", "quarantined", "refused"] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

const minor = z.string().regex(/^\d+$/).transform(BigInt);
const text = z.string();

const RETURN = z.strictObject({
  /** Digest of the message that brought it. */
  message: text,
  position: z.number().int(),
  returnId: text.optional(),
  /** What comes back. */
  amountMinor: minor,
  /** What banks kept back of it. */
  chargesMinor: minor,
  reason: text.optional(),
  state: z.enum(PAYMENT_STATES),
  /** Why it was not made yet. */
  why: text.optional(),
  token: text.optional(),
  transaction: text.optional(),
});

const STATUS = z.strictObject({ message: text, status: text, reasons: z.array(text) });

const PAYMENT = z.strictObject({
  uetr: text,
  /** Digest of the message that brought it. */
  message: text,
  messageId: text,
  position: z.number().int(),
  endToEndId: text.optional(),
  currency: text,
  amountMinor: minor,
  /** Accounts of the ledger; none while it is parked. */
  payer: text.optional(),
  payee: text.optional(),
  state: z.enum(PAYMENT_STATES),
  /** Why it is parked or refused. */
  why: text.optional(),
  /** The money in which it was paid; its returns are made in the same. */
  token: text.optional(),
  transaction: text.optional(),
  statuses: z.array(STATUS),
  returns: z.array(RETURN),
});

const MESSAGE = z.strictObject({ digest: text, kind: text, name: text, sender: text, messageId: text });

/** Something of a report or return that no known payment matches. */
const PARKED = z.strictObject({ message: text, position: z.number().int(), kind: text, what: text });

const FILE = z.strictObject({
  messages: z.array(MESSAGE),
  payments: z.array(PAYMENT),
  parked: z.array(PARKED),
});

export type PaymentRecord = z.output<typeof PAYMENT>;
export type ReturnRecord = z.output<typeof RETURN>;
export type ParkedRecord = z.output<typeof PARKED>;
export type Book = z.output<typeof FILE>;

/** The store cannot be read. */
export class StoreUnreadable extends GuildhallError {
  override readonly name = "StoreUnreadable";
  constructor(file: string, fault: string) {
    super(
      `${file} is no store of payments: ${fault}.`,
      "Restore it from a copy; without it nobody knows what was returned.",
      {
        file,
      },
    );
  }
}

/** The payments of one chain that messages told of, on the disk of one institution. */
export interface Store {
  readonly book: Book;
  /** Writes the book as a whole: either the old or the new one is there, whatever happens. */
  save(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store of a chain and takes it for this process alone.
 *
 * @param folder Made if it is not there.
 * @throws FileInUse; StoreUnreadable.
 */
export async function openStore(folder: string, chainId: bigint): Promise<Store> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `chain-${chainId}.json`);
  const unlock = await lockFile(file);
  try {
    const book = await readBook(file);
    return { book, save: () => writeBook(file, book), close: unlock };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function readBook(file: string): Promise<Book> {
  const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new StoreUnreadable(file, error.code ?? error.message);
  });
  if (content === undefined) return { messages: [], payments: [], parked: [] };
  try {
    return FILE.parse(JSON.parse(content));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    throw new StoreUnreadable(
      file,
      issue === undefined ? (error as Error).message : `${issue.path.join(".")} ${issue.message}`,
    );
  }
}

async function writeBook(file: string, book: Book): Promise<void> {
  const content = JSON.stringify(
    book,
    (_key, value) => (typeof value === "bigint" ? value.toString() : value),
    1,
  );
  const beside = `${file}.new`;
  const handle = await open(beside, "w");
  await handle.writeFile(content);
  await handle.sync();
  await handle.close();
  await rename(beside, file);
}
