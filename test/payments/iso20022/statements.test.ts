import { expect } from "chai";
import { balance, briefly, camt053, entry, faultsOf, read } from "./samples.ts";

const detail = (inner: string): string => `<NtryDtls><TxDtls>${inner}</TxDtls></NtryDtls>`;
const euro = (amount: string): string => `<Amt Ccy="EUR">${amount}</Amt>`;

describe("ISO 20022: account statements", () => {
  it("takes the sign of a reversal as printed (I01)", () => {
    const entries = [
      entry("700.00", "CRDT", detail(euro("700.00"))),
      entry("65.00", "DBIT", "", ""),
      entry("30.00", "DBIT", "<NtryDtls><TxDtls/></NtryDtls>", "<RvslInd>true</RvslInd>"),
    ];
    const { message } = read(
      camt053(balance("OPBD", "1000.00") + balance("CLBD", "1605.00"), entries.join("")),
      "camt.053",
    );
    const [statement] = message.statements;
    expect(statement?.entries.map(({ amountMinor, isReversal }) => [amountMinor, isReversal])).to.deep.equal([
      [70_000n, false],
      [-6_500n, false],
      [-3_000n, true],
    ]);
    expect(statement?.entries.map(({ details }) => details.length)).to.deep.equal([1, 0, 1]);
    expect(statement?.entries[2]?.details[0]?.amount).to.equal(undefined);
    const flipped = camt053(balance("OPBD", "1000.00") + balance("CLBD", "1665.00"), entries.join(""));
    expect(briefly(faultsOf(flipped))).to.deep.equal([
      "AM09 Stmt does not add up: its entries give 605.00 EUR, its balances move by 665.00 EUR, a difference of 60.00 EUR",
    ]);
  });

  it("refuses statements that do not add up, with the exact difference; an empty one is fine (I04)", () => {
    const empty = camt053(balance("OPBD", "68206.51") + balance("CLBD", "68206.51"), "");
    expect(read(empty, "camt.053").message.statements[0]?.entries).to.deep.equal([]);
    const debits = ["100.00", "100.00", "100.00", "100.00"].map((each) => entry(each, "DBIT"));
    const credits = ["100.00", "100.00"].map((each) => entry(each, "CRDT"));
    const wrong = camt053(
      balance("OPBD", "1000.00") + balance("CLBD", "908.35"),
      [...debits, ...credits].join(""),
    );
    expect(briefly(faultsOf(wrong))).to.deep.equal([
      "AM09 Stmt does not add up: its entries give -200.00 EUR, its balances move by -91.65 EUR, a difference of 108.35 EUR",
    ]);
    const owed = camt053(
      balance("OPBD", "100.00") + balance("CLBD", "50.00", "EUR", "DBIT"),
      entry("150.00", "DBIT"),
    );
    expect(read(owed, "camt.053").message.statements[0]?.balances[1]?.amountMinor).to.equal(-5_000n);
  });

  it("counts booked entries only, and opens with the surest balance", () => {
    const pending = entry("5.00", "CRDT").replace("BOOK", "PDNG");
    const balances =
      balance("PRCD", "9.00") +
      balance("OPBD", "10.00") +
      balance("CLAV", "99.00") +
      balance("CLBD", "11.00");
    const { message } = read(camt053(balances, entry("1.00", "CRDT") + pending), "camt.053");
    expect(message.statements[0]?.entries.map(({ status }) => status)).to.deep.equal(["BOOK", "PDNG"]);
    const pages = balance("ITBD", "10.00") + balance("ITBD", "11.00");
    expect(faultsOf(camt053(pages, entry("2.00", "CRDT")))).to.have.length(1);
    read(camt053(pages, entry("1.00", "CRDT")), "camt.053");
  });

  it("refuses an account in four currencies, and reads 2700 JPY as 2700 (I05)", () => {
    const balances =
      balance("OPBD", "18.15") +
      balance("CLBD", "27.00", "SEK", "DBIT") +
      balance("OPAV", "35.00", "CHF") +
      balance("CLAV", "2700", "JPY");
    expect(briefly(faultsOf(camt053(balances, "")))).to.deep.equal([
      "AM11 Stmt is of one account, but in 4 currencies: EUR, SEK, CHF, JPY",
    ]);
    const yen = camt053(balance("OPBD", "2700", "JPY"), "", { account: "<Ccy>JPY</Ccy>" });
    expect(read(yen, "camt.053").message.statements[0]?.balances[0]?.amountMinor).to.equal(2_700n);
  });

  it("does not add currencies up: the difference is of the account's own", () => {
    const foreign = entry("29.06", "DBIT").replace('"EUR"', '"USD"');
    const faults = briefly(
      faultsOf(
        camt053(balance("OPBD", "100.00") + balance("CLBD", "100.00"), entry("10.00", "CRDT") + foreign),
      ),
    );
    expect(faults).to.deep.equal([
      "AM11 Stmt is of one account, but in 2 currencies: EUR, USD",
      "AM09 Stmt does not add up: its entries give 10.00 EUR, its balances move by 0.00 EUR, a difference of 10.00 EUR",
    ]);
  });

  it("reads five decimals, nine digits of a second, a date that is a time, and says what is not there (I07)", () => {
    const balances = `<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="RON">5442.09000</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><DtTm>2026-11-23T00:00:00.000000000</DtTm></Dt></Bal>`;
    const xml = camt053(balances, "", { account: "" }).replace(
      "2026-11-28T01:00:00+01:00",
      "2026-11-24T06:10:29.000000000",
    );
    const { message, remarks } = read(xml, "camt.053");
    expect(message.createdAt).to.equal("2026-11-24T06:10:29.000000000");
    expect(message.statements[0]?.balances).to.deep.equal([
      { type: "OPBD", currency: "RON", amountMinor: 544_209n, day: "2026-11-23" },
    ]);
    expect(remarks.map(({ message: remark }) => remark)).to.deep.equal([
      "names no closing balance: it is unknown, not zero",
    ]);
  });

  it("keeps a charge beside the amounts and corrects neither (I09)", () => {
    const charged = (outer: string, inner: string): string => {
      const more = `${outer}<NtryDtls><TxDtls>${inner}</TxDtls></NtryDtls>`;
      return camt053(balance("OPBD", "2000.00") + balance("CLBD", "474.00"), entry("1526.00", "DBIT", more), {
        name: "camt.053.001.08",
      }).replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>");
    };
    const charge = `<Chrgs><Rcrd><Amt Ccy="EUR">26.00</Amt></Rcrd></Chrgs>`;
    for (const [outer, inner] of [
      [charge, euro("1500.00")],
      ["", euro("1500.00") + charge],
    ] as const) {
      const { message, remarks } = read(charged(outer, inner), "camt.053");
      const [booked] = message.statements[0]?.entries ?? [];
      expect(booked?.amountMinor).to.equal(-152_600n);
      expect(booked?.details[0]?.amount?.amountMinor).to.equal(150_000n);
      const charges = [...(booked?.charges ?? []), ...(booked?.details[0]?.charges ?? [])];
      expect(charges.map(({ amount }) => amount.amountMinor)).to.deep.equal([2_600n]);
      expect(remarks).to.deep.equal([]);
    }
    const { remarks } = read(charged("", euro("1500.00")), "camt.053");
    expect(remarks[0]?.message).to.equal(
      "moves 1526.00 EUR, its details give 1500.00 EUR; the account moves by the entry",
    );
    const old = charged(
      '<Chrgs><Amt Ccy="EUR">26.00</Amt><Pty><FinInstnId><BIC>AURUDEF0</BIC></FinInstnId></Pty></Chrgs>',
      euro("1500.00"),
    );
    const [first] = read(old, "camt.053").message.statements[0]?.entries[0]?.charges ?? [];
    expect([first?.amount.amountMinor, first?.agent?.bic]).to.deep.equal([2_600n, "AURUDEF0"]);
  });

  it("lists a missing amount, a foreign detail and a stray entry at once (I13)", () => {
    const stray = entry("134.00", "CRDT").replace("2026-11-27", "2026-04-14");
    const broken = entry("x", "CRDT", detail('<Amt Ccy="USD">483.59</Amt>')).replace(
      '<Amt Ccy="EUR">x</Amt>',
      "",
    );
    const xml = camt053(balance("OPBD", "100.00") + balance("CLBD", "717.59"), stray + broken, {
      name: "camt.053.001.04",
    });
    expect(briefly(faultsOf(xml))).to.deep.equal([
      "DT01 Ntry[1] was booked on 2026-04-14, outside the statement's 2026-11-27 to 2026-11-27",
      "CH21 Ntry[2] Amt is missing",
      "AM11 TxDtls is in USD, the account in EUR, and no rate is named",
    ]);
  });

  it("does not repeat a fault as a wrong sum, nor stumble over it", () => {
    const pending = entry("1.00", "CRDT").replace("BOOK", "PDNG").replace('<Amt Ccy="EUR">1.00</Amt>', "");
    const summary = "<TxsSummry><TtlNtries><Sum>9</Sum></TtlNtries></TxsSummry>";
    const balances = balance("OPBD", "0.00") + balance("CLBD", "5.00") + summary;
    expect(briefly(faultsOf(camt053(balances, pending)))).to.deep.equal(["CH21 Ntry Amt is missing"]);
    const nowhere = `<Ntry>${detail(euro("1.00"))}</Ntry>`;
    expect(briefly(faultsOf(camt053("", nowhere, { account: "" })))).to.deep.equal([
      "CH21 Ntry Sts is missing",
      "CH21 Ntry Amt is missing",
      "CH21 Ntry CdtDbtInd is missing",
    ]);
  });

  it("takes a foreign detail with a rate, and a booking of the days around", () => {
    const exchanged = `<AmtDtls><TxAmt><Amt Ccy="USD">12.00</Amt><CcyXchg><SrcCcy>USD</SrcCcy></CcyXchg></TxAmt></AmtDtls>`;
    const early = entry("10.00", "CRDT", detail(exchanged)).replace("2026-11-27", "2026-11-24");
    const { message, remarks } = read(
      camt053(balance("OPBD", "0.00") + balance("CLBD", "10.00"), early),
      "camt.053",
    );
    expect(message.statements[0]?.entries[0]?.details[0]?.amount).to.deep.equal({
      currency: "USD",
      amountMinor: 1_200n,
    });
    expect(remarks.map(({ message: remark }) => remark)).to.deep.equal([
      "was booked on 2026-11-24, outside the statement's 2026-11-27 to 2026-11-27",
    ]);
  });

  it("checks the numbers and sums that a statement states of itself", () => {
    const summary = (inner: string): string =>
      camt053(
        `${balance("OPBD", "0.00")}<TxsSummry>${inner}</TxsSummry>`,
        entry("10.00", "CRDT") + entry("4.00", "DBIT"),
      );
    read(
      summary(
        "<TtlNtries><NbOfNtries>2</NbOfNtries><Sum>14</Sum></TtlNtries><TtlCdtNtries><Sum>10.0000</Sum></TtlCdtNtries>",
      ),
      "camt.053",
    );
    const wrong = summary(
      "<TtlNtries><NbOfNtries>3</NbOfNtries></TtlNtries><TtlDbtNtries><Sum>4.01</Sum></TtlDbtNtries>",
    );
    expect(briefly(faultsOf(wrong))).to.deep.equal([
      "AM18 TtlNtries says 3 entries, but there are 2",
      "AM10 TtlDbtNtries says 4.01, but the entries give 4.00",
    ]);
  });

  it("keeps what a bank reports of others as printed", () => {
    const others = `<RltdPties><Dbtr><Nm>Somebody</Nm></Dbtr><DbtrAcct><Id><IBAN>DE00123</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>${"x".repeat(200)}</Ustrd></RmtInf>`;
    const { message, remarks } = read(
      camt053(balance("OPBD", "0.00"), entry("1.00", "CRDT", detail(others))),
      "camt.053",
    );
    const [reported] = message.statements[0]?.entries[0]?.details ?? [];
    expect(reported?.debtorAccount?.iban).to.equal("DE00123");
    expect(reported?.remittance?.unstructured[0]).to.have.length(200);
    expect(remarks.filter(({ message: remark }) => remark.endsWith("kept as printed"))).to.have.length(2);
  });

  it("reads every edition from the second to the thirteenth", () => {
    for (let edition = 2; edition <= 13; edition++) {
      const name = `camt.053.001.${String(edition).padStart(2, "0")}`;
      const party = edition < 4 ? "<Cdtr><Nm>Kappa</Nm></Cdtr>" : "<Cdtr><Pty><Nm>Kappa</Nm></Pty></Cdtr>";
      const more = detail(`<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties>${party}</RltdPties>`);
      const plain = entry("1.00", "DBIT", more);
      const booked = edition < 7 ? plain : plain.replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>");
      const { message } = read(
        camt053(balance("OPBD", "1.00") + balance("CLBD", "0.00"), booked, { name }),
        "camt.053",
      );
      const [first] = message.statements[0]?.entries[0]?.details ?? [];
      expect([first?.creditor?.name, first?.endToEndId], name).to.deep.equal(["Kappa", undefined]);
    }
    expect(faultsOf(camt053("", "", { name: "camt.053.001.14" }))[0]?.message).to.match(
      /^is a camt\.053\.001\.14/,
    );
  });
});
