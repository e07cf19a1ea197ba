import { readFile } from "node:fs/promises";
import { GuildhallError } from "@guildhall/sdk/errors";
import { deriveUetr } from "@guildhall/sdk/payments";
import { z } from "zod";
import {
  type Account,
  type Address,
  type BankTransfers,
  CHARGE_BEARERS,
  type CustomerInitiation,
  type Party,
  type Transfer,
} from "../iso20022/model.ts";
import { parseBic } from "../iso20022/parts/bic.ts";
import { isCountry } from "../iso20022/parts/countries.ts";
import { parseIban } from "../iso20022/parts/iban.ts";
import { WRITTEN } from "../iso20022/write.ts";
import { parseMoney } from "../money.ts";

/** A file of payment orders that cannot be used. */
export class OrdersFileInvalid extends GuildhallError {
  override readonly name = "OrdersFileInvalid";
  constructor(path: string, faults: readonly string[]) {
    super(
      [`${path} cannot be used; nothing was written.`, ...faults].join("\n- "),
      'Cure the fields; data/orders-cross-border.json is an example. Amounts are texts with their currency: "1250.50 EUR".',
      { path, faults },
    );
  }
}

/** A text that `read` takes, or a finding with what it throws. */
function read<T>(reader: (text: string) => T) {
  return z
    .string({
      error: (issue) => (typeof issue.input === "number" ? "is a number; write it as text" : "is missing"),
    })
    .transform((text, context) => {
      try {
        return reader(text);
      } catch (error) {
        const { why, message } = error as Error & { why?: string };
        context.issues.push({ code: "custom", message: why ?? `"${text}" ${message}`, input: text });
        return z.NEVER;
      }
    });
}

/** An id in the letters that banks carry (SWIFT's character set x), which takes no slash at its ends and no two together. */
const short = z
  .string()
  .regex(/^[A-Za-z0-9/\-?:().,'+ ]{1,35}$/, "is not of 1 to 35 of the letters that banks carry")
  .regex(/^(?!\/)(?!.*\/\/).*(?<!\/)$/, "begins or ends with a slash, or has two together");
const name = z.string().min(1).max(140);
const day = z.iso.date({ error: "is no day such as 2026-12-01" });

const ADDRESS = z.strictObject({
  street: z.string().max(70).optional(),
  building: z.string().max(16).optional(),
  postCode: z.string().max(16).optional(),
  town: z.string().max(35).optional(),
  country: read((text) => {
    if (!isCountry(text)) throw new Error("is no country of ISO 3166");
    return text;
  }).optional(),
  lines: z.array(z.string().min(1).max(70)).default([]),
});

const PARTY = z
  .strictObject({
    name,
    iban: read(parseIban).optional(),
    other: z.string().min(1).max(34).optional(),
    bic: read(parseBic).optional(),
    address: ADDRESS.optional(),
  })
  .refine(
    ({ iban, other }) => (iban === undefined) !== (other === undefined),
    "names not exactly one of iban and other",
  );

const ORDER = z.strictObject({
  id: short.optional(),
  amount: read(parseMoney).refine(({ amountMinor }) => amountMinor > 0n, "is zero"),
  creditor: PARTY,
  chargeBearer: z.enum(CHARGE_BEARERS).optional(),
  purpose: z
    .string()
    .regex(/^[A-Z0-9]{4}$/, "is no code of four letters or digits")
    .optional(),
  remittance: z.string().min(1).max(140).optional(),
});

const FILE = z.strictObject({
  messageId: short,
  createdAt: z.iso.datetime({ offset: true, error: "is no instant with zone such as 2026-12-01T08:00:00Z" }),
  executionDate: day,
  debtor: PARTY,
  orders: z.array(ORDER).min(1, "is empty"),
});

/** Orders of one payer, to be sent as a message. */
export type Orders = z.output<typeof FILE>;

/**
 * Reads payment orders.
 *
 * @throws OrdersFileInvalid with every fault, by field.
 */
export async function readOrders(path: string): Promise<Orders> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new OrdersFileInvalid(path, [`it cannot be read (${error.code})`]);
  });
  return parseOrders(text, path);
}

/** As `readOrders`, from a text. */
export function parseOrders(text: string, source: string): Orders {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new OrdersFileInvalid(source, [`it is no JSON: ${(error as Error).message}`]);
  }
  const { success, data, error } = FILE.safeParse(value);
  if (success) return data;
  throw new OrdersFileInvalid(
    source,
    error.issues.map(({ path, message }) => `${z.core.toDotPath(path) || "the file"}: ${message}`),
  );
}

/** A customer's instruction with a group for each currency. */
export function initiationOf(orders: Orders): CustomerInitiation {
  const transfers = transfersOf(orders, "pain.001");
  const currencies = [...new Set(transfers.map(({ amount }) => amount.currency))];
  const { messageId, createdAt, executionDate } = orders;
  const debtor = partyOf(orders.debtor);
  return {
    kind: "pain.001",
    name: WRITTEN["pain.001"],
    messageId,
    createdAt,
    initiatingParty: debtor,
    groups: currencies.map((currency) => ({
      id: `${messageId.slice(0, 31)}-${currency}`,
      executionDate,
      debtor,
      debtorAccount: accountOf(orders.debtor),
      debtorAgent: agentOf(orders.debtor),
      chargeBearer: undefined,
      transfers: transfers.filter(({ amount }) => amount.currency === currency),
    })),
  };
}

/** Transfers from bank to bank, for customers (pacs.008) or of their own (pacs.009), whose parties have a BIC. */
export function bankTransfersOf(orders: Orders, kind: BankTransfers["kind"]): BankTransfers {
  const { messageId, createdAt, executionDate } = orders;
  const transfers = transfersOf(orders, kind).map((transfer, index): Transfer => {
    const dated = { ...transfer, settlementDate: executionDate };
    // Between customers somebody bears the charges: both, unless the order says otherwise.
    if (kind === "pacs.008") return { ...dated, chargeBearer: transfer.chargeBearer ?? "SHAR" };
    const { debtorAgent: debtor, creditorAgent: creditor } = transfer;
    if (debtor === undefined || creditor === undefined) {
      throw new OrdersFileInvalid("The file", [`orders[${index}]: a bank pays a bank, so both need a bic`]);
    }
    const ownBanks = { debtorAgent: undefined, creditorAgent: undefined };
    return { ...dated, chargeBearer: undefined, charges: [], debtor, creditor, ...ownBanks };
  });
  return { kind, name: WRITTEN[kind], messageId, createdAt, settlementMethod: "CLRG", transfers };
}

function transfersOf({ messageId, debtor, orders }: Orders, kind: string): Transfer[] {
  return orders.map((order, index): Transfer => {
    const { amount } = order;
    // Between banks charges that the creditor bears must be named, even while there are none.
    const isNamed = kind === "pacs.008" && order.chargeBearer === "CRED";
    return {
      instructionId: undefined,
      endToEndId: order.id,
      transactionId: undefined,
      uetr: deriveUetr([kind, messageId, String(index + 1)]),
      amount,
      instructed: undefined,
      exchangeRate: undefined,
      settlementDate: undefined,
      chargeBearer: order.chargeBearer,
      charges: isNamed ? [{ amount: { ...amount, amountMinor: 0n }, agent: agentOf(debtor) }] : [],
      instructingAgent: undefined,
      instructedAgent: undefined,
      debtor: partyOf(debtor),
      debtorAccount: accountOf(debtor),
      debtorAgent: agentOf(debtor),
      creditorAgent: agentOf(order.creditor),
      creditor: partyOf(order.creditor),
      creditorAccount: accountOf(order.creditor),
      purpose: order.purpose,
      remittance:
        order.remittance === undefined
          ? undefined
          : { unstructured: [order.remittance], reference: undefined },
    };
  });
}

type OrderParty = z.output<typeof PARTY>;

function partyOf({ name: called, address }: OrderParty): Party {
  return {
    name: called,
    bic: undefined,
    lei: undefined,
    other: undefined,
    address: address && addressOf(address),
  };
}

function addressOf({ street, building, postCode, town, country, lines }: z.output<typeof ADDRESS>): Address {
  const unknown = { department: undefined, district: undefined, subdivision: undefined };
  return { ...unknown, street, building, postCode, town, country, lines };
}

function accountOf({ iban, other }: OrderParty): Account {
  const number = other && { id: other, schemeCode: undefined, schemeName: undefined, issuer: undefined };
  return { iban, other: number || undefined, currency: undefined, name: undefined };
}

function agentOf({ bic }: OrderParty): Party | undefined {
  return (bic && { name: undefined, bic, lei: undefined, other: undefined, address: undefined }) || undefined;
}
