import type {
  Account,
  AccountStatement,
  Address,
  BankTransfers,
  Charge,
  CustomerInitiation,
  Entry,
  EntryDetail,
  OtherId,
  Party,
  PaymentGroup,
  PaymentReturn,
  Remittance,
  ReturnedPayment,
  Statement,
  StatusReport,
  Transfer,
} from "../../../payments/iso20022/model.ts";
import { CHARGE_BEARERS, type Message, type StatusReason } from "../../../payments/iso20022/model.ts";
import { makeIban } from "../../../payments/iso20022/parts/iban.ts";
import { WRITTEN } from "../../../payments/iso20022/write.ts";
import type { Money } from "../../../payments/money.ts";
import { Draw } from "../../../payments/netting/draw.ts";

const CURRENCIES = ["EUR", "JPY", "KWD", "CNY", "CLF"];
const BICS = ["AURUDEF0", "JADECNB0XXX", "NOLADE21KIE"];
const COUNTRIES = ["DE", "CN", "KW"];
/** What networks of banks carry. */
const CARRIED = "abcXYZ0189/-?:().,'+ &_@#!";
/** What XML carries beside it. */
const ANY = `${CARRIED}<>"é中€`;
const DAY = "2026-11-27";

/** Messages that follow from a seed, every optional field there or not. */
export class Messages {
  readonly #draw: Draw;
  #count = 0;

  constructor(seed: number) {
    this.#draw = new Draw(seed);
  }

  /** One of the six kinds. */
  next(): Message {
    const makers = [
      () => this.initiation(),
      () => this.transfers("pacs.008"),
      () => this.transfers("pacs.009"),
      () => this.report(),
      () => this.returns(),
      () => this.statements(),
    ];
    return this.#one(makers)();
  }

  initiation(): CustomerInitiation {
    const group = (): PaymentGroup => {
      const chargeBearer = this.#maybe(() => this.#one(CHARGE_BEARERS));
      const debtor = this.#party();
      const debtorAccount = this.#account();
      const debtorAgent = this.#maybe(() => this.#agent());
      const transfer = (): Transfer => ({
        ...this.#transfer(),
        chargeBearer: chargeBearer ?? this.#maybe(() => this.#one(CHARGE_BEARERS)),
        transactionId: undefined,
        instructed: undefined,
        settlementDate: undefined,
        charges: [],
        instructingAgent: undefined,
        instructedAgent: undefined,
        debtor,
        debtorAccount,
        debtorAgent,
      });
      return {
        id: this.#id(),
        executionDate: DAY,
        debtor,
        debtorAccount,
        debtorAgent,
        chargeBearer,
        transfers: this.#some(transfer, 1),
      };
    };
    return { ...this.#head("pain.001"), initiatingParty: this.#party(), groups: this.#some(group, 1) };
  }

  transfers(kind: "pacs.008" | "pacs.009"): BankTransfers {
    const isOfBanks = kind === "pacs.009";
    const transfer = (): Transfer => {
      const chargeBearer = isOfBanks ? undefined : this.#one(CHARGE_BEARERS);
      return {
        ...this.#transfer(),
        uetr: this.#uetr(),
        transactionId: this.#maybe(() => this.#id()),
        settlementDate: DAY,
        instructed: isOfBanks ? undefined : this.#maybe(() => this.#money()),
        exchangeRate: isOfBanks ? undefined : this.#maybe(() => "0.8101"),
        chargeBearer,
        charges: chargeBearer === "CRED" ? this.#some(() => this.#charge(), 1) : [],
        instructingAgent: this.#maybe(() => this.#agent()),
        instructedAgent: this.#maybe(() => this.#agent()),
        debtor: isOfBanks ? this.#agent() : this.#party(),
        debtorAgent: isOfBanks ? this.#maybe(() => this.#agent()) : this.#agent(),
        creditor: isOfBanks ? this.#agent() : this.#party(),
        creditorAgent: isOfBanks ? this.#maybe(() => this.#agent()) : this.#agent(),
      };
    };
    return {
      ...this.#head(kind),
      settlementMethod: this.#one(["CLRG", "INDA", "INGA"]),
      transfers: this.#some(transfer, 1),
    };
  }

  report(): StatusReport {
    return {
      ...this.#head("pacs.002"),
      sender: this.#maybe(() => this.#agent()),
      originalMessageId: this.#id(),
      originalMessageName: "pacs.008.001.08",
      groupStatus: this.#maybe(() => this.#one(["RJCT", "PART", "ACSC"])),
      reasons: this.#some(() => this.#reason()),
      transactions: this.#some(() => ({
        instructionId: this.#maybe(() => this.#id()),
        endToEndId: this.#maybe(() => this.#id()),
        transactionId: this.#maybe(() => this.#id()),
        uetr: this.#uetr(),
        status: this.#maybe(() => this.#one(["RJCT", "ACSC"])),
        reasons: this.#some(() => this.#reason()),
      })),
    };
  }

  returns(): PaymentReturn {
    const comesBack = (): ReturnedPayment => {
      const returned = this.#money();
      const charges = this.#some(() => this.#charge(returned.currency));
      const kept = charges.reduce((sum, { amount }) => sum + amount.amountMinor, 0n);
      return {
        returnId: this.#maybe(() => this.#id()),
        originalMessageId: this.#id(),
        originalMessageName: "pacs.008.001.08",
        originalEndToEndId: this.#maybe(() => this.#id()),
        originalTransactionId: this.#maybe(() => this.#id()),
        originalUetr: this.#maybe(() => this.#uetr()),
        originalAmount: this.#maybe(() => this.#money()),
        returned,
        returnedBeforeCharges: this.#maybe(() => ({
          ...returned,
          amountMinor: returned.amountMinor + kept,
        })),
        settlementDate: this.#maybe(() => DAY),
        charges,
        reason: this.#maybe(() => this.#reason()),
      };
    };
    return {
      ...this.#head("pacs.004"),
      sender: this.#maybe(() => this.#agent()),
      settlementMethod: "CLRG",
      returns: this.#some(comesBack, 1),
    };
  }

  statements(): AccountStatement {
    return { ...this.#head("camt.053"), statements: this.#some(() => this.#statement(), 1) };
  }

  #statement(): Statement {
    const currency = this.#one(CURRENCIES);
    const entries = this.#some(() => this.#entry(currency));
    const opening = this.#money(currency).amountMinor - this.#money(currency).amountMinor;
    const closing = entries.reduce((sum, { amountMinor }) => sum + amountMinor, opening);
    const balance = (type: string, amountMinor: bigint) => ({ type, currency, amountMinor, day: DAY });
    return {
      id: this.#id(),
      sequence: this.#maybe(() => String(1 + this.#whole(99))),
      createdAt: this.#maybe(() => `${DAY}T23:59:59.5Z`),
      ...(this.#draw.chance(0.5) ? { fromDay: DAY, toDay: DAY } : { fromDay: undefined, toDay: undefined }),
      account: { ...this.#account(), currency },
      owner: this.#maybe(() => this.#party()),
      servicer: this.#maybe(() => this.#agent()),
      balances: [balance("OPBD", opening), balance("CLBD", closing)],
      entries,
    };
  }

  #entry(currency: string): Entry {
    const isDebit = this.#draw.chance(0.5);
    const details = this.#some(() => this.#detail(currency));
    const whole = details.reduce((sum, { amount }) => sum + (amount?.amountMinor ?? 0n), 0n);
    const amountMinor = whole === 0n ? this.#money(currency).amountMinor : whole;
    return {
      reference: this.#maybe(() => this.#id()),
      bankReference: this.#maybe(() => this.#id()),
      currency,
      amountMinor: isDebit ? -amountMinor : amountMinor,
      isReversal: this.#draw.chance(0.2),
      status: "BOOK",
      bookingDay: DAY,
      valueDay: this.#maybe(() => DAY),
      code: this.#one(["PMNT/RCDT/BOOK", "NTRF", undefined]),
      charges: [],
      details,
      information: this.#maybe(() => this.#text(ANY, 60)),
    };
  }

  #detail(currency: string): EntryDetail {
    return {
      messageId: this.#maybe(() => this.#id()),
      instructionId: this.#maybe(() => this.#id()),
      endToEndId: this.#maybe(() => this.#id()),
      transactionId: this.#maybe(() => this.#id()),
      uetr: this.#maybe(() => this.#uetr()),
      amount: this.#money(currency),
      instructed: this.#maybe(() => this.#money(currency)),
      charges: [],
      debtor: this.#maybe(() => this.#party()),
      debtorAccount: this.#maybe(() => this.#account()),
      creditor: this.#maybe(() => this.#party()),
      creditorAccount: this.#maybe(() => this.#account()),
      purpose: this.#maybe(() => "SUPP"),
      remittance: this.#maybe(() => this.#remittance()),
    };
  }

  #transfer(): Transfer {
    return {
      instructionId: this.#maybe(() => this.#id()),
      endToEndId: this.#maybe(() => this.#id()),
      transactionId: undefined,
      uetr: this.#maybe(() => this.#uetr()),
      amount: this.#money(),
      instructed: undefined,
      exchangeRate: undefined,
      settlementDate: undefined,
      chargeBearer: undefined,
      charges: [],
      instructingAgent: undefined,
      instructedAgent: undefined,
      debtor: this.#party(),
      debtorAccount: this.#account(),
      debtorAgent: this.#agent(),
      creditorAgent: this.#maybe(() => this.#agent()),
      creditor: this.#party(),
      creditorAccount: this.#account(),
      purpose: this.#maybe(() => "GDDS"),
      remittance: this.#maybe(() => this.#remittance()),
    };
  }

  #head<K extends Message["kind"]>(kind: K) {
    const createdAt = this.#one([`${DAY}T08:00:00Z`, `${DAY}T08:00:00.123456789+01:00`, `${DAY}T08:00:00`]);
    return { kind, name: WRITTEN[kind], messageId: this.#id(), createdAt };
  }

  #party(): Party {
    return {
      name: this.#text(CARRIED, 140),
      bic: this.#maybe(() => this.#one(BICS)),
      lei: this.#maybe(() => "529900T8BM49AURSDO55"),
      other: this.#maybe(() => this.#other(ANY)),
      address: this.#maybe(() => this.#address()),
    };
  }

  #agent(): Party {
    return {
      name: this.#maybe(() => this.#text(CARRIED, 140)),
      bic: this.#one(BICS),
      lei: this.#maybe(() => "529900T8BM49AURSDO55"),
      other: this.#maybe(() => ({ ...this.#other("0123456789"), issuer: undefined })),
      address: this.#maybe(() => this.#address()),
    };
  }

  #address(): Address {
    const field = (most: number) => this.#maybe(() => this.#text(CARRIED, most));
    return {
      department: field(70),
      street: field(70),
      building: field(16),
      postCode: field(16),
      town: this.#text(CARRIED, 35),
      district: field(35),
      subdivision: field(35),
      country: this.#one(COUNTRIES),
      lines: this.#some(() => this.#text(CARRIED, 70)).slice(0, 2),
    };
  }

  #account(): Account {
    const isIban = this.#draw.chance(0.5);
    return {
      iban: isIban ? makeIban("DE", String(10n ** 17n + BigInt(this.#whole(1e9)))) : undefined,
      other: isIban ? undefined : this.#other(ANY),
      currency: this.#maybe(() => this.#one(CURRENCIES)),
      name: this.#maybe(() => this.#text(CARRIED, 70)),
    };
  }

  #other(letters: string): OtherId {
    const kind = this.#whole(3);
    return {
      id: this.#text(letters, 30),
      schemeCode: kind === 0 ? "BBAN" : undefined,
      schemeName: kind === 1 ? this.#text(ANY, 35) : undefined,
      issuer: this.#maybe(() => this.#text(ANY, 35)),
    };
  }

  #charge(currency?: string): Charge {
    return { amount: this.#money(currency), agent: this.#agent() };
  }

  #remittance(): Remittance {
    const unstructured = this.#some(() => this.#text(CARRIED, 140));
    const isNeeded = unstructured.length === 0;
    return { unstructured, reference: isNeeded ? "RF18539007547034" : this.#maybe(() => this.#id()) };
  }

  #reason(): StatusReason {
    const isCode = this.#draw.chance(0.5);
    return {
      code: isCode ? "AC03" : undefined,
      proprietary: isCode ? undefined : this.#text(ANY, 35),
      information: this.#some(() => this.#text(ANY, 105)),
    };
  }

  #money(currency = this.#one(CURRENCIES)): Money {
    const digits = 1 + this.#whole(14);
    return { currency, amountMinor: 1n + BigInt(this.#whole(10 ** digits)) };
  }

  /** Each its own, and none the word that stands for no reference. */
  #id(): string {
    return `${++this.#count}.${this.#text(ANY, 20)}`;
  }

  #uetr(): string {
    const [a, b, c, d] = [0, 0, 0, 0].map(() => this.#draw.hex()) as [string, string, string, string];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
  }

  /** Of 1 to `most` letters, none of the outer ones a blank. */
  #text(letters: string, most: number): string {
    const drawn = Array.from({ length: 1 + this.#whole(most) }, () => letters[this.#whole(letters.length)]);
    return drawn.join("").trim() || "x";
  }

  #some<T>(make: () => T, least = 0): T[] {
    return Array.from({ length: least + this.#whole(3) }, make);
  }

  #maybe<T>(make: () => T): T | undefined {
    return this.#draw.chance(0.5) ? make() : undefined;
  }

  #one<T>(values: readonly T[]): T {
    return values[this.#whole(values.length)] as T;
  }

  /** From 0 on, below `end`. */
  #whole(end: number): number {
    return Math.floor(this.#draw.uniform() * end);
  }
}
