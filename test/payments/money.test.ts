import { expect } from "chai";
import { CURRENCY_EXPONENTS } from "../../payments/iso4217.ts";
import { exponentOf, formatAmount, formatMoney, MOST_MINOR, parseMoney } from "../../payments/money.ts";

describe("Payments: amounts", () => {
  const refusal = (text: string, currency?: string): Error & { name: string; why: string } => {
    try {
      parseMoney(text, currency);
    } catch (error) {
      return error as Error & { why: string };
    }
    throw new Error(`${text} was read`);
  };

  it("counts each currency in its own minor unit, as ISO 4217 has it", () => {
    const exponents = {
      HUF: 2,
      JPY: 0,
      KWD: 3,
      CLF: 4,
      ISK: 0,
      UYW: 4,
      IQD: 3,
      EUR: 2,
      CNY: 2,
      USD: 2,
      XCG: 2,
      CLP: 0,
    };
    for (const [currency, exponent] of Object.entries(exponents)) {
      expect(exponentOf(currency), currency).to.equal(exponent);
    }
    expect(CURRENCY_EXPONENTS.size).to.equal(165);
    for (const gone of ["X9X", "XXX", "XAU", "ANG", "BGN", "eur", ""]) {
      expect(() => exponentOf(gone), gone).to.throw(`"${gone}" is not a currency of ISO 4217.`);
    }
  });

  it("reads amounts exactly, the currency behind or before", () => {
    const amounts: Record<string, [string, bigint]> = {
      "1250.50 EUR": ["EUR", 125_050n],
      "EUR 1250.50": ["EUR", 125_050n],
      "0.29 EUR": ["EUR", 29n],
      "19.99EUR": ["EUR", 1_999n],
      " 7 CNY ": ["CNY", 700n],
      "007.5 USD": ["USD", 750n],
      "0 EUR": ["EUR", 0n],
      "5000000.00 JPY": ["JPY", 5_000_000n],
      "50000 JPY": ["JPY", 50_000n],
      "12.345 KWD": ["KWD", 12_345n],
      "12.3450 KWD": ["KWD", 12_345n],
      "0.290 EUR": ["EUR", 29n],
      "1.000 KWD": ["KWD", 1_000n],
      "1.234 CLF": ["CLF", 12_340n],
      "10.00 HUF": ["HUF", 1_000n],
      "5442.09000 RON": ["RON", 544_209n],
      "9007199254740993 EUR": ["EUR", 900_719_925_474_099_300n],
    };
    for (const [text, [currency, amountMinor]] of Object.entries(amounts)) {
      expect(parseMoney(text), text).to.deep.equal({ currency, amountMinor });
    }
    expect(parseMoney("12.5", "EUR")).to.deep.equal({ currency: "EUR", amountMinor: 1_250n });
    expect(parseMoney("12.5 EUR", "EUR").amountMinor).to.equal(1_250n);
  });

  it("rounds nothing", () => {
    for (const text of ["1000.50 JPY", "12.3456 KWD", "0.001 EUR", "1.00001 CLF"]) {
      expect(refusal(text).name, text).to.equal("TooManyDecimals");
    }
    expect(refusal("1000.50 JPY").why).to.equal(
      '"1000.50 JPY" is finer than JPY is counted: it has no decimals.',
    );
  });

  it("refuses what could be read in two ways", () => {
    const faults: Record<string, string> = {
      "1,250.50 EUR": "has marks between digits or a decimal comma",
      "1.250,50 EUR": "has marks between digits or a decimal comma",
      "1250,50 EUR": "has marks between digits or a decimal comma",
      "1 250.50 EUR": "has marks between digits or a decimal comma",
      "1\u202f250 EUR": "has marks between digits or a decimal comma",
      "1'250 EUR": "has marks between digits or a decimal comma",
      "1e21 EUR": "is written with an exponent",
      "1.5E+3 EUR": "is written with an exponent",
      "-5.00 EUR": "has a sign",
      "+5.00 EUR": "has a sign",
      "5.00- EUR": "has a sign",
      "(5.00) EUR": "has a sign",
      "5.00": "does not name its currency",
      ".5 EUR": "is not an amount",
      "5. EUR": "is not an amount",
      "0x10 EUR": "is not an amount",
      "٥ EUR": "is not an amount",
      "1.000 EUR": "may mean thousands",
      "12.500 EUR": "may mean thousands",
      "500.000 JPY": "may mean thousands",
      EUR: "does not name its currency",
      "": "does not name its currency",
      "NaN EUR": "is not an amount",
    };
    for (const [text, fault] of Object.entries(faults)) {
      const { name, why } = refusal(text);
      expect([name, why], text).to.deep.equal(["BadAmount", `"${text}" ${fault}.`]);
    }
    expect(refusal("", "EUR").why).to.equal('"" has no digits.');
  });

  it("refuses unknown currencies, other ones than asked for, and more than the ledger carries", () => {
    expect(refusal("5 X9X").name).to.equal("UnknownCurrency");
    expect(refusal("5 eur").name).to.equal("UnknownCurrency");
    expect(refusal("5 USD", "EUR").why).to.equal('"5 USD" is not in EUR.');
    expect(parseMoney(`${MOST_MINOR} JPY`).amountMinor).to.equal(MOST_MINOR);
    expect(refusal(`${MOST_MINOR + 1n} JPY`).name).to.equal("AmountTooLarge");
  });

  it("writes what it reads, without exponent and without a point where there are no decimals", () => {
    const written = {
      "0.05 EUR": [5n, "EUR"],
      "1250.50 EUR": [125_050n, "EUR"],
      "5000000 JPY": [5_000_000n, "JPY"],
      "0.001 KWD": [1n, "KWD"],
      "-98.01 EUR": [-9_801n, "EUR"],
      "10000000000000000000000.00 CNY": [10n ** 24n, "CNY"],
      "0 JPY": [0n, "JPY"],
    } as const;
    for (const [text, [amountMinor, currency]] of Object.entries(written)) {
      expect(formatMoney(amountMinor, currency)).to.equal(text);
      if (amountMinor >= 0n) expect(parseMoney(text)).to.deep.equal({ currency, amountMinor });
    }
    expect(formatAmount(12_345n, "KWD")).to.equal("12.345");
    for (const currency of CURRENCY_EXPONENTS.keys()) {
      for (const amountMinor of [0n, 1n, 99n, 100_001n, MOST_MINOR]) {
        expect(parseMoney(formatMoney(amountMinor, currency))).to.deep.equal({ currency, amountMinor });
      }
    }
  });
});
