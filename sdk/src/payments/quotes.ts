import {
  randomBytes,
  type Signer,
  TypedDataEncoder,
  type TypedDataField,
  toBigInt,
  verifyTypedData,
  ZeroAddress,
  ZeroHash,
} from "ethers";
import { formatInstant } from "../common/dates.ts";
import { fieldReaders, type Read } from "../common/document-fields.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import { type Alliance, NotInDirectory, providerOf, readDirectory } from "../consortium/connect.ts";
import { type CurrencyExchange, CurrencyExchange__factory } from "../generated/contracts/index.ts";
import { domainOf, requireSigner } from "./authorizations.ts";

/** EIP-712 types of a quote. */
export const QUOTE_TYPES = {
  Quote: [
    { name: "maker", type: "address" },
    { name: "taker", type: "address" },
    { name: "makerToken", type: "address" },
    { name: "makerAmountMinor", type: "uint96" },
    { name: "takerToken", type: "address" },
    { name: "takerAmountMinor", type: "uint96" },
    { name: "nonce", type: "uint256" },
    { name: "expiresAt", type: "uint40" },
    { name: "paymentReference", type: "bytes32" },
  ],
} as const satisfies Record<string, TypedDataField[]>;

/** What one side gives for what the other gives. Amounts in minor units. */
export interface Quote {
  readonly maker: string;
  /** The zero address for whoever calls first. */
  readonly taker: string;
  readonly makerToken: string;
  readonly makerAmountMinor: bigint;
  readonly takerToken: string;
  readonly takerAmountMinor: bigint;
  readonly nonce: bigint;
  /** Good earlier than this, seconds since 1970, UTC. */
  readonly expiresAt: number;
  /** 32 bytes, see `encodeReference`. */
  readonly paymentReference: string;
}

/** A quote as it goes from hand to hand: for one exchange on one chain, with what was signed so far. */
export interface QuoteDocument {
  readonly chainId: bigint;
  readonly exchange: string;
  readonly quote: Quote;
  readonly makerSignature?: string | undefined;
  readonly takerSignature?: string | undefined;
}

/** What a taker asks makers for: it wants one amount and leaves the other to them, or names both. */
export interface QuoteRequest {
  readonly taker: string;
  /** Token that the taker wants, and how much of it in minor units if that is fixed. */
  readonly wants: { readonly token: string; readonly amountMinor?: bigint | undefined };
  /** Token that the taker gives, and how much of it in minor units if that is fixed. */
  readonly gives: { readonly token: string; readonly amountMinor?: bigint | undefined };
}

/** A file or message that is no quote. */
export class BadQuoteDocument extends GuildhallError {
  override readonly name = "BadQuoteDocument";
  constructor(field: string, fault: string) {
    super(`The quote's field ${field} ${fault}.`, "Ask for the quote again, and hand it on unchanged.", {
      field,
    });
  }
}

/** A quote made for another chain or another exchange. */
export class QuoteElsewhere extends GuildhallError {
  override readonly name = "QuoteElsewhere";
  constructor(what: "chain" | "exchange", found: string, expected: string) {
    super(`The quote is for ${what} ${found}, not for ${expected}.`, "Use the network it was made on.", {
      what,
      found,
      expected,
    });
  }
}

/** A signature under a quote that its side did not make. */
export class QuoteNotSigned extends GuildhallError {
  override readonly name = "QuoteNotSigned";
  constructor(side: "maker" | "taker", account: string) {
    super(
      `The ${side}'s signature is not that of ${account} for this very quote.`,
      `Let the ${side} sign it; a changed quote needs a new signature.`,
      { side, account },
    );
  }
}

/** Nothing that anyone signs makes this quote settle. */
export class QuoteCannotSettle extends GuildhallError {
  override readonly name = "QuoteCannotSettle";
  constructor(fault: string) {
    super(
      `This quote can never be settled: ${fault}.`,
      "Agree on another: two sides, two moneys, amounts above zero, time left and a nonce of its own.",
    );
  }
}

/**
 * The exchange that the directory names.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 */
export async function connectExchange({ directory }: Alliance): Promise<CurrencyExchange> {
  const address = (await readDirectory(directory)).get("currencyExchange");
  if (address === undefined) throw new NotInDirectory("currencyExchange");
  return CurrencyExchange__factory.connect(address, directory.runner);
}

/**
 * Answers a request with a firm quote, signed by its maker.
 *
 * @param amounts What the maker gives and takes, in minor units; what the request fixes must be met.
 * @param expiresAt Seconds since 1970, UTC.
 * @param nonce By default one of its own. Quotes of one nonce are alternatives: one of them settles.
 * @throws WrongSigner; QuoteCannotSettle; BadQuoteDocument when an amount is not what the request asks for.
 */
export async function answerRequest(
  maker: Signer,
  exchange: CurrencyExchange,
  request: QuoteRequest,
  amounts: { readonly givesMinor: bigint; readonly takesMinor: bigint },
  expiresAt: number,
  { nonce, paymentReference = ZeroHash }: { nonce?: bigint | undefined; paymentReference?: string } = {},
): Promise<QuoteDocument> {
  const { wants, gives, taker } = request;
  if (wants.amountMinor !== undefined && wants.amountMinor !== amounts.givesMinor) {
    throw new BadQuoteDocument("makerAmountMinor", `is not the ${wants.amountMinor} that were asked for`);
  }
  if (gives.amountMinor !== undefined && gives.amountMinor !== amounts.takesMinor) {
    throw new BadQuoteDocument("takerAmountMinor", `is not the ${gives.amountMinor} that were offered`);
  }
  const account = await maker.getAddress();
  return signQuote(maker, exchange, {
    maker: account,
    taker,
    makerToken: wants.token,
    makerAmountMinor: amounts.givesMinor,
    takerToken: gives.token,
    takerAmountMinor: amounts.takesMinor,
    nonce: nonce ?? newQuoteNonce(),
    expiresAt,
    paymentReference,
  });
}

/**
 * Signs a quote as its maker.
 *
 * @throws WrongSigner, QuoteCannotSettle.
 */
export async function signQuote(
  maker: Signer,
  exchange: CurrencyExchange,
  quote: Quote,
): Promise<QuoteDocument> {
  await requireSigner(maker, quote.maker);
  await requireSettleable(exchange, quote);
  const domain = await domainOf(exchange);
  const makerSignature = await maker.signTypedData(domain, typesOfQuote(), quote);
  return {
    chainId: BigInt(domain.chainId ?? 0),
    exchange: await exchange.getAddress(),
    quote,
    makerSignature,
  };
}

/**
 * Signs a quote as its taker, after the maker's signature was checked.
 *
 * @throws QuoteElsewhere, QuoteNotSigned, QuoteCannotSettle, WrongSigner.
 */
export async function acceptQuote(
  taker: Signer,
  exchange: CurrencyExchange,
  document: QuoteDocument,
): Promise<QuoteDocument> {
  await checkQuote(exchange, document);
  if (document.makerSignature === undefined) throw new QuoteNotSigned("maker", document.quote.maker);
  await requireSigner(taker, document.quote.taker);
  await requireSettleable(exchange, document.quote);
  const takerSignature = await taker.signTypedData(await domainOf(exchange), typesOfQuote(), document.quote);
  return { ...document, takerSignature };
}

/**
 * Checks that a quote is for this exchange and chain, and that every signature under it is its side's. Those of contracts
 * (EIP-1271) are left to the chain.
 *
 * @returns Its id: what both sides sign.
 * @throws QuoteElsewhere, QuoteNotSigned.
 */
export async function checkQuote(exchange: CurrencyExchange, document: QuoteDocument): Promise<string> {
  const domain = await domainOf(exchange);
  const address = await exchange.getAddress();
  if (document.chainId !== domain.chainId) {
    throw new QuoteElsewhere("chain", String(document.chainId), String(domain.chainId));
  }
  if (document.exchange !== address) throw new QuoteElsewhere("exchange", document.exchange, address);
  const { quote, makerSignature, takerSignature } = document;
  const provider = providerOf(exchange.runner);
  const sides = [
    ["maker", quote.maker, makerSignature],
    ["taker", quote.taker, takerSignature],
  ] as const;
  for (const [side, account, signature] of sides) {
    if (signature === undefined || (await provider.getCode(account)) !== "0x") continue;
    if (recover() !== account) throw new QuoteNotSigned(side, account);

    function recover(): string | undefined {
      try {
        return verifyTypedData(domain, typesOfQuote(), quote, signature as string);
      } catch {
        return undefined;
      }
    }
  }
  return TypedDataEncoder.hash(domain, typesOfQuote(), quote);
}

/** What the exchange asks of a quote whoever signed it, so that nobody signs in vain. */
async function requireSettleable(exchange: CurrencyExchange, quote: Quote): Promise<void> {
  const [head, isUsed] = await Promise.all([
    providerOf(exchange.runner).getBlock("latest"),
    exchange.isNonceUsed(quote.maker, quote.nonce),
  ]);
  const faults = [
    [quote.maker === quote.taker, "maker and taker are one account"],
    [quote.makerToken === quote.takerToken, "both sides give the same money"],
    [quote.makerAmountMinor === 0n || quote.takerAmountMinor === 0n, "one side gives nothing"],
    [quote.expiresAt <= (head?.timestamp ?? 0), `its time was over at ${formatInstant(quote.expiresAt)}`],
    [isUsed, `the maker's nonce ${quote.nonce} was settled or cancelled`],
  ] as const;
  const fault = faults.find(([applies]) => applies);
  if (fault !== undefined) throw new QuoteCannotSettle(fault[1]);
}

/** A nonce that no other quote has; one that follows the last costs less gas, see `freeQuoteNonce`. */
export function newQuoteNonce(): bigint {
  return toBigInt(randomBytes(32)) | RANDOM_FROM;
}

/**
 * A nonce that the maker has not used: the one after its latest settled or cancelled quote. A maker with several quotes
 * that are open at once counts on from it by itself, since quotes of one nonce are alternatives.
 */
export async function freeQuoteNonce(exchange: CurrencyExchange, maker: string): Promise<bigint> {
  const used = (await readQuoteEvents(exchange)).filter((event) => event.maker === maker);
  let nonce = used.reduce((next, event) => {
    return event.nonce !== undefined && event.nonce >= next && event.nonce < RANDOM_FROM
      ? event.nonce + 1n
      : next;
  }, 0n);
  while (await exchange.isNonceUsed(maker, nonce)) nonce += 1n;
  return nonce;
}

/** Nonces from here on are taken for random ones, after which nobody counts on. */
const RANDOM_FROM = 2n ** 64n;

/** What became of a quote, as the exchange's events tell. */
export interface QuoteEvent {
  readonly kind: "settled" | "cancelled" | "withdrawn" | "skipped";
  /** Nothing for a cancelled nonce, which may stand for several quotes. */
  readonly quoteId: string | undefined;
  readonly maker: string | undefined;
  readonly taker: string | undefined;
  readonly nonce: bigint | undefined;
  /** What both sides paid, of a settled quote. */
  readonly legs:
    | {
        readonly makerToken: string;
        readonly makerAmountMinor: bigint;
        readonly takerToken: string;
        readonly takerAmountMinor: bigint;
        readonly paymentReference: string;
      }
    | undefined;
  /** What a quote that was left out reverted with. */
  readonly reason: string | undefined;
  readonly blockNumber: number;
  readonly index: number;
  readonly transactionHash: string;
}

/** Everything that became of quotes, oldest first. */
export async function readQuoteEvents(exchange: CurrencyExchange): Promise<QuoteEvent[]> {
  const provider = providerOf(exchange.runner);
  const address = await exchange.getAddress();
  const logs = await queryChain(provider, ({ from, to }) =>
    provider.getLogs({ address, fromBlock: from, toBlock: to }),
  );
  return logs.flatMap((log): QuoteEvent[] => {
    const event = exchange.interface.parseLog(log);
    const kind = KINDS[event?.name ?? ""];
    if (event === null || kind === undefined) return [];
    const { quoteId, maker, taker, nonce, makerToken, makerAmountMinor, takerToken, takerAmountMinor } =
      event.args.toObject();
    const { paymentReference, reason } = event.args.toObject();
    const legs =
      kind === "settled"
        ? { makerToken, makerAmountMinor, takerToken, takerAmountMinor, paymentReference }
        : undefined;
    const { blockNumber, index, transactionHash } = log;
    return [{ kind, quoteId, maker, taker, nonce, legs, reason, blockNumber, index, transactionHash }];
  });
}

const KINDS: Readonly<Record<string, QuoteEvent["kind"]>> = {
  QuoteSettled: "settled",
  QuoteCancelled: "cancelled",
  QuoteWithdrawn: "withdrawn",
  QuoteSkipped: "skipped",
};

/** Writes a quote as JSON: amounts and numbers as texts, since readers round numbers; the expiry in UTC. */
export function formatQuote({
  chainId,
  exchange,
  quote,
  makerSignature,
  takerSignature,
}: QuoteDocument): string {
  const document = {
    chainId: String(chainId),
    exchange,
    quote: {
      ...quote,
      makerAmountMinor: String(quote.makerAmountMinor),
      takerAmountMinor: String(quote.takerAmountMinor),
      nonce: String(quote.nonce),
      expiresAt: formatInstant(quote.expiresAt),
    },
    makerSignature,
    takerSignature,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/**
 * Reads what `formatQuote` wrote, or what another program wrote to that form. Amounts and nonce are texts of digits; the
 * expiry is an instant with its zone, any zone.
 *
 * @throws BadQuoteDocument naming the field that is missing, unknown or wrong.
 */
export function parseQuote(text: string): QuoteDocument {
  const document = read.fieldsOf("(all)", read.json(text), DOCUMENT_FIELDS);
  return {
    chainId: read.integer("chainId", document.chainId),
    exchange: read.account("exchange", document.exchange),
    quote: read.recordOf("quote", document.quote, QUOTE_FIELDS) as unknown as Quote,
    makerSignature: read.signature("makerSignature", document.makerSignature),
    takerSignature: read.signature("takerSignature", document.takerSignature),
  };
}

const read = fieldReaders((field, fault) => new BadQuoteDocument(field, fault));

const DOCUMENT_FIELDS = ["chainId", "exchange", "quote", "makerSignature", "takerSignature"];

const QUOTE_FIELDS: Readonly<Record<keyof Quote, Read>> = {
  maker: read.account,
  taker: (field, value) => (value === ZeroAddress ? ZeroAddress : read.account(field, value)),
  makerToken: read.account,
  makerAmountMinor: read.amount,
  takerToken: read.account,
  takerAmountMinor: read.amount,
  nonce: read.integer,
  expiresAt: read.instant,
  paymentReference: read.word,
};

function typesOfQuote(): Record<string, TypedDataField[]> {
  return { Quote: [...QUOTE_TYPES.Quote] };
}
