import { readFile, rename, writeFile } from "node:fs/promises";
import { formatQuote, parseQuote, type QuoteDocument } from "@guildhall/sdk/payments";
import { ZeroAddress } from "ethers";
import { formatMoney } from "../../payments/money.ts";
import type { Context } from "./context.ts";
import { TaskError } from "./failure.ts";
import { allMoney } from "./money.ts";
import { time } from "./output.ts";

/**
 * Reads a quote from a file.
 *
 * @throws BadQuoteDocument; TaskError when the file cannot be read.
 */
export async function readQuoteFile(path: string): Promise<QuoteDocument> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new TaskError(
      `${path} cannot be read (${cause.code}).`,
      "Give the path of a quote: `fx quote --out`.",
    );
  });
  return parseQuote(text);
}

/** Writes a quote to a file, all of it or nothing. */
export async function writeQuoteFile(path: string, document: QuoteDocument): Promise<void> {
  await writeFile(`${path}.new`, formatQuote(document));
  await rename(`${path}.new`, path);
}

/** Writes amounts of any listed token; of others, minor units and the address. */
export async function amountWriter(
  context: Context,
): Promise<(token: string, amountMinor: bigint) => string> {
  const moneys = await allMoney(context, await context.readState());
  return (token, amountMinor) => {
    const money = moneys.find(({ address }) => address === token);
    return money === undefined ? `${amountMinor} of ${token}` : formatMoney(amountMinor, money.currency);
  };
}

/** What a person is shown of a quote before it signs. */
export async function quoteView(context: Context, { quote }: QuoteDocument) {
  const write = await amountWriter(context);
  return {
    maker: quote.maker,
    gives: write(quote.makerToken, quote.makerAmountMinor),
    taker: quote.taker === ZeroAddress ? "whoever comes first" : quote.taker,
    takes: write(quote.takerToken, quote.takerAmountMinor),
    until: time(quote.expiresAt),
    nonce: quote.nonce,
  };
}

/**
 * The tokens of a quote must be moneys of the alliance: anyone may write a contract that looks like one.
 *
 * @throws TaskError.
 */
export async function requireListedTokens(context: Context, { quote }: QuoteDocument): Promise<void> {
  const moneys = await allMoney(context, await context.readState());
  for (const token of [quote.makerToken, quote.takerToken]) {
    if (moneys.some(({ address }) => address === token)) continue;
    throw new TaskError(
      `${token} is no money that the directory lists.`,
      "Do not sign; ask the maker for a quote in moneys of the alliance.",
    );
  }
}
