import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeReference, digestBytes } from "@guildhall/sdk/payments";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";
import type { Message, Statement } from "../../payments/iso20022/model.ts";
import { readMessage } from "../../payments/iso20022/read.ts";
import { writeMessage } from "../../payments/iso20022/write.ts";
import { parseAccounts, readAccounts } from "../../payments/ledger/accounts.ts";
import { bankTransfersOf, initiationOf, parseOrders, readOrders } from "../../payments/ledger/orders.ts";
import { batchFile, openPayments } from "../../payments/ledger/payables.ts";
import { planOf } from "../../payments/ledger/plan.ts";
import { type Item, isClean, reconcile } from "../../payments/ledger/reconcile.ts";
import {
  digestOf,
  type MessageContradicts,
  recordPayments,
  recordReturns,
  recordStatuses,
  returnable,
} from "../../payments/ledger/record.ts";
import { statementOf } from "../../payments/ledger/statement.ts";
import { progressOf, refusalOf as reportRefusal } from "../../payments/ledger/status-report.ts";
import { type Book, openStore } from "../../payments/ledger/store.ts";
import { payroll } from "../../scripts/sample/payroll.ts";
import { balance, camt053, document, entry, pacs008, read, refusalOf, UETR } from "./iso20022/samples.ts";

const OTHER_UETR = "0b5c34f7-a2d9-4c01-8f3e-6d1a77e0c9ab";
const PAYER = "0x976EA74026E726554dB657fA54763abd0C3a0aa9";
const PAYEE = "0xBcd4042DE499D14e55001CcbB24a551F3b954096";

const ACCOUNTS = `accounts:
  - { organisation: orion-motors, account: "${PAYER}", iban: DE73000000000000000401, bic: AURUDEF0 }
  - { organisation: kappa-fasteners, account: "${PAYEE}", other: GH-KAPPA-1, bic: JADECNB0 }
  - { organisation: aurum-bank, account: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", bic: AURUDEF0 }
`;

const book = parseAccounts(ACCOUNTS, "accounts.yaml");
const emptyBook = (): Book => ({ messages: [], payments: [], parked: [] });
const NAMES = { messageId: "X-1", createdAt: "2026-11-28T00:00:00Z" };

describe("Payments: address book", () => {
  const findings = (text: string): string[] => {
    try {
      parseAccounts(text, "a.yaml");
    } catch (error) {
      return (error as Error & { why: string }).why.split("\n");
    }
    throw new Error("The file was read");
  };

  it("finds accounts by IBAN, by another number at its bank, and banks by their BIC", () => {
    const none = { currency: undefined, name: undefined };
    const other = (id: string) => ({
      ...none,
      iban: undefined,
      other: { id, schemeCode: undefined, schemeName: undefined, issuer: undefined },
    });
    const bank = (bic: string) => ({
      name: undefined,
      bic,
      lei: undefined,
      other: undefined,
      address: undefined,
    });
    expect(
      book.find({ ...none, iban: "DE73000000000000000401", other: undefined }, undefined)?.account,
    ).to.equal(PAYER);
    expect(book.find(other("GH-KAPPA-1"), undefined)?.account).to.equal(PAYEE);
    expect(book.find(other("GH-KAPPA-1"), bank("JADECNB0XXX"))?.account).to.equal(PAYEE);
    expect(book.find(other("GH-KAPPA-1"), bank("AURUDEF0"))).to.equal(undefined);
    expect(book.find(other("GH-NOBODY"), undefined)).to.equal(undefined);
    expect(book.find(undefined, bank("AURUDEF0"))).to.equal(undefined);
    expect(book.findBank(bank("AURUDEF0XXX"))?.organisation).to.equal("aurum-bank");
    expect(book.findBank(bank("JADECNB0"))).to.equal(undefined);
    expect([book.keeperOf(PAYER), book.keeperOf(PAYEE)]).to.deep.equal(["aurum-bank", undefined]);
  });

  it("names line and field of everything that is wrong", () => {
    expect(
      findings(`accounts:
  - { organisation: Orion Motors, account: "0x12", iban: DE00000000000000000401 }
  - { organisation: orion, account: "${PAYER}", bic: MULTIPLE, colour: red }
`),
    ).to.deep.equal([
      'a.yaml:2:21  accounts[0].organisation: "Orion Motors" is no alias; expected the alias of an organisation, such as orion-motors',
      'a.yaml:2:44  accounts[0].account: "0x12" is not an address; expected 0x and 40 hex digits',
      'a.yaml:2:58  accounts[0].iban: "DE00000000000000000401" is no IBAN: its check digits are wrong, so a character is mistyped; expected an IBAN',
      'a.yaml:3:88  accounts[1].bic: "MULTIPLE" is no BIC: IP is no country; expected a BIC',
      "a.yaml:3:106  accounts[1].colour: is unknown here; expected one of organisation, account, iban, other, bic",
    ]);
  });

  it("refuses an entry without a number, with two, and a number listed twice", () => {
    const entries = (...lines: string[]): string =>
      `accounts:\n${lines.map((line) => `  - { organisation: a, account: "${PAYER}"${line} }`).join("\n")}\n`;
    expect(findings(entries(""))).to.deep.equal([
      "a.yaml:2:5  accounts[0]: names no account; expected iban, other or bic",
    ]);
    expect(findings(entries(", iban: DE73000000000000000401, other: A"))[0]).to.include("expected one");
    expect(findings(entries(", other: A, bic: AURUDEF0", ", other: A, bic: AURUDEF0XXX"))[0]).to.include(
      "accounts[1]: is the account of accounts[0] already",
    );
    expect(findings("accounts: []")[0]).to.include("is empty");
    expect(findings("")[0]).to.include("empty");
  });
});

describe("Payments: from messages to the ledger", () => {
  it("carries UETR, purpose and the digest of the payer's id into the reference", () => {
    const { payments, parked } = planOf(read(pacs008(), "pacs.008").message, book);
    expect(parked).to.deep.equal([]);
    const [payment] = payments;
    expect(payment).to.deep.include({ position: 1, uetr: UETR, endToEndId: "E-1", day: "2026-11-27" });
    expect([payment?.payer.account, payment?.payee.account]).to.deep.equal([PAYER, PAYEE]);
    expect(decodeReference(payment?.reference ?? "")).to.deep.equal({
      uetr: UETR,
      reason: "SUPP",
      own: digestBytes("E-1"),
    });
  });

  it("parks what it does not know, and names the number", () => {
    const plan = (changes: Record<string, string>) =>
      planOf(read(pacs008(changes), "pacs.008").message, book);
    const stranger = plan({ "GH-KAPPA-1": "GH-KAPPA-9" });
    expect(stranger.payments).to.deep.equal([]);
    expect(stranger.parked).to.deep.equal([
      {
        position: 1,
        uetr: UETR,
        endToEndId: "E-1",
        amount: { currency: "EUR", amountMinor: 100_000n },
        why: "the creditor's account GH-KAPPA-9 is not in the address book",
        reason: "AC03",
      },
    ]);
    expect(plan({ DE73000000000000000401: "DE89000000000000000501" }).parked[0]?.reason).to.equal("AC02");
    const self = plan({ "<Othr><Id>GH-KAPPA-1</Id></Othr>": "<IBAN>DE73000000000000000401</IBAN>" });
    expect(self.parked[0]?.why).to.equal("debtor and creditor are one account of the ledger");
  });

  it("gives a payment without UETR the same one at every reading, and numbers that the token takes once", () => {
    const orders = parseOrders(ORDERS, "orders.json");
    const message = initiationOf(orders);
    const bare = {
      ...message,
      groups: message.groups.map((group) => ({
        ...group,
        transfers: group.transfers.map((each) => ({ ...each, uetr: undefined })),
      })),
    };
    const [first, second] = [planOf(bare, book), planOf(bare, book)];
    expect(first).to.deep.equal(second);
    expect(new Set(first.payments.map(({ uetr }) => uetr)).size).to.equal(2);
    expect(first.payments.map(({ nonce }) => nonce & 0xffffn)).to.deep.equal([0n, 1n]);
    const other = planOf({ ...bare, messageId: "other" }, book);
    expect(other.payments[0]?.nonce).not.to.equal(first.payments[0]?.nonce);
    expect(other.payments[0]?.uetr).not.to.equal(first.payments[0]?.uetr);
  });

  it("enters a message once; refuses its id with other content, and its UETRs in another message", () => {
    const store = emptyBook();
    const enter = (xml: string) => {
      const { message } = read(xml, "pacs.008");
      return recordPayments(store, message, digestOf(Buffer.from(xml)), planOf(message, book));
    };
    expect(enter(pacs008())).to.deep.include({ isKnown: false });
    expect(enter(pacs008())).to.deep.include({ isKnown: true });
    expect(store.payments).to.have.length(1);
    const fault = (xml: string): [string, string] => {
      try {
        enter(xml);
      } catch (error) {
        const { reason, why } = error as MessageContradicts;
        return [reason, why];
      }
      throw new Error("entered");
    };
    expect(fault(pacs008({ "1000.00": "1000.01" }))).to.deep.equal([
      "DU01",
      "A pacs.008 of the id M-1 from AURUDEF0 was read before, and it was another one.",
    ]);
    expect(fault(pacs008({ ">M-1<": ">M-2<" }))).to.deep.equal([
      "AM05",
      `Payment 1 has the UETR ${UETR}, which came with message M-1, payment 1.`,
    ]);
    const double = pacs008({ ">M-1<": ">M-3<", "<NbOfTxs>1<": "<NbOfTxs>2<", [UETR]: OTHER_UETR });
    const piece = /<CdtTrfTxInf>.*<\/CdtTrfTxInf>/s.exec(double)?.[0] ?? "";
    expect(fault(double.replace(piece, piece + piece))[1]).to.equal(
      `Payment 2 has the UETR ${OTHER_UETR} of another payment of this message.`,
    );
  });

  it("frees a parked payment once its account is in the book", () => {
    const store = emptyBook();
    const xml = pacs008();
    const { message } = read(xml, "pacs.008");
    const digest = digestOf(Buffer.from(xml));
    const small = parseAccounts(ACCOUNTS.replace(/.*GH-KAPPA-1.*\n/, ""), "small");
    recordPayments(store, message, digest, planOf(message, small));
    expect(store.payments[0]).to.deep.include({
      state: "parked",
      why: "the creditor's account GH-KAPPA-1 is not in the address book",
    });
    const plan = planOf(message, book);
    const recorded = recordPayments(store, message, digest, plan);
    expect(store.payments).to.have.length(1);
    expect(store.payments[0]).to.deep.include({ state: "planned", payee: PAYEE });
    const open = openPayments(message, recorded, plan);
    expect(JSON.parse(batchFile(open)).batches[0].payments[0]).to.deep.include({
      id: UETR,
      payee: PAYEE,
      amount: "1000.00 EUR",
    });
    (store.payments[0] as { state: string }).state = "paid";
    expect(openPayments(message, recordPayments(store, message, digest, plan), plan)).to.deep.equal([]);
  });

  it("enters reports for payments that it knows, and parks all others without changing any (I15)", () => {
    const store = emptyBook();
    const xml = pacs008();
    const { message } = read(xml, "pacs.008");
    recordPayments(store, message, digestOf(Buffer.from(xml)), planOf(message, book));
    const report = (id: string, group: string, transactions = ""): Message => {
      const text = document(
        "pacs.002.001.10",
        `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-11-27T09:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts>${group}</OrgnlGrpInfAndSts>${transactions}`,
      );
      return read(text, "pacs.002").message;
    };
    const enter = (message: Message) =>
      recordStatuses(store, message as never, digestOf(Buffer.from(message.messageId)));
    const before = structuredClone(store.payments);
    const unknown = [
      report("R-1", "<OrgnlMsgId>UNKNOWN</OrgnlMsgId><GrpSts>RJCT</GrpSts>"),
      report(
        "R-2",
        "<OrgnlMsgId>M-1</OrgnlMsgId>",
        `<TxInfAndSts><OrgnlUETR>${OTHER_UETR}</OrgnlUETR><TxSts>RJCT</TxSts></TxInfAndSts>`,
      ),
      report(
        "R-3",
        "<OrgnlMsgId>M-1</OrgnlMsgId>",
        "<TxInfAndSts><OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>",
      ),
    ];
    for (const each of unknown) {
      const { statuses, parked } = enter(each);
      expect([statuses.length, parked.length], each.messageId).to.deep.equal([0, 1]);
    }
    expect(store.payments).to.deep.equal(before);
    expect(store.parked.map(({ what }) => what)).to.deep.equal([
      "RJCT of message UNKNOWN",
      `RJCT of payment ${OTHER_UETR}`,
      "RJCT of payment (none named)",
    ]);
    const known = report(
      "R-4",
      "<OrgnlMsgId>M-1</OrgnlMsgId>",
      `<TxInfAndSts><OrgnlEndToEndId>E-1</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts>`,
    );
    expect(enter(known).statuses).to.have.length(1);
    expect(enter(known)).to.deep.include({ isKnown: true, statuses: [] });
    expect(store.payments[0]?.state).to.equal("planned");
    enter(
      report(
        "R-5",
        "<OrgnlMsgId>M-1</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>",
      ),
    );
    expect(store.payments[0]).to.deep.include({ state: "refused" });
    expect(store.payments[0]?.statuses.map(({ status, reasons }) => [status, ...reasons])).to.deep.equal([
      ["ACSP"],
      ["RJCT", "AC04"],
    ]);
  });

  it("matches no report by an id that two payments of a message have", () => {
    const store = emptyBook();
    const { message } = read(pacs008(), "pacs.008");
    const [transfer] = message.transfers;
    if (transfer === undefined) throw new Error("The sample has a payment");
    const twins = { ...message, transfers: [transfer, { ...transfer, uetr: OTHER_UETR }] };
    recordPayments(store, twins, "0x1", planOf(twins, book));
    const report = read(
      document(
        "pacs.002.001.10",
        `<GrpHdr><MsgId>R</MsgId><CreDtTm>2026-11-27T09:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>M-1</OrgnlMsgId></OrgnlGrpInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>E-1</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>`,
      ),
      "pacs.002",
    ).message;
    const { statuses, parked } = recordStatuses(store, report, "0x2");
    expect([statuses.length, parked.length]).to.deep.equal([0, 1]);
    expect(store.payments.map(({ state }) => state)).to.deep.equal(["planned", "planned"]);
  });

  it("answers faults with a report, and what was read with where it stands (I26)", () => {
    const refusal = reportRefusal(refusalOf(pacs008({ SHAR: "XXXX" })), NAMES);
    expect(refusal).to.deep.include({
      groupStatus: "RJCT",
      originalMessageId: "M-1",
      originalMessageName: "pacs.008.001.08",
      reasons: [],
    });
    expect(
      refusal.transactions.map(({ uetr, status, reasons }) => [uetr, status, reasons[0]?.code]),
    ).to.deep.equal([[UETR, "RJCT", "CH16"]]);
    expect(refusal.transactions[0]?.reasons[0]?.information).to.deep.equal([
      'CdtTrfTxInf/ChrgBr "XXXX" is none of DEBT, CRED, SHAR, SLEV',
    ]);
    expect(readMessage(Buffer.from(writeMessage(refusal)), "report").message).to.deep.equal(refusal);
    const nothing = reportRefusal(refusalOf("<html/>"), NAMES);
    expect(nothing).to.deep.include({
      originalMessageId: "UNKNOWN",
      originalMessageName: "UNKNOWN",
      transactions: [],
    });
    expect(nothing.reasons[0]?.code).to.equal("FF01");

    const store = emptyBook();
    const { message } = read(pacs008(), "pacs.008");
    const { payments } = recordPayments(store, message, "0x1", planOf(message, book));
    expect(progressOf(message, payments, NAMES).groupStatus).to.equal("PDNG");
    for (const payment of payments) payment.state = "paid";
    expect(progressOf(message, payments, NAMES).transactions[0]?.status).to.equal("ACSC");
  });

  describe("returns (P15)", () => {
    const returned = (
      id: string,
      amount: string,
      charges: string,
      more = "",
    ): Message & { kind: "pacs.004" } =>
      read(
        document(
          "pacs.004.001.09",
          `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-11-28T08:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
<TxInf><RtrId>${id}-1</RtrId><OrgnlUETR>${UETR}</OrgnlUETR>${more}<RtrdIntrBkSttlmAmt Ccy="EUR">${amount}</RtrdIntrBkSttlmAmt>
${charges === "" ? "" : `<ChrgsInf><Amt Ccy="EUR">${charges}</Amt></ChrgsInf>`}<RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf></TxInf>`,
        ),
        "pacs.004",
      ).message;
    const start = (): Book => {
      const store = emptyBook();
      const { message } = read(pacs008(), "pacs.008");
      recordPayments(store, message, "0x1", planOf(message, book));
      return store;
    };
    const enter = (store: Book, message: Message & { kind: "pacs.004" }) =>
      recordReturns(store, message, digestOf(Buffer.from(message.messageId)));

    it("takes 980 with 20 of charges for the whole of 1000, keeps both amounts, and refuses a second return", () => {
      const store = start();
      const first = returned(
        "RT-1",
        "980.00",
        "20.00",
        '<OrgnlIntrBkSttlmAmt Ccy="EUR">1000.00</OrgnlIntrBkSttlmAmt>',
      );
      const recorded = enter(store, first);
      const [payment] = store.payments;
      expect(payment).to.deep.include({ amountMinor: 100_000n });
      expect(
        payment?.returns.map(({ amountMinor, chargesMinor, reason }) => [amountMinor, chargesMinor, reason]),
      ).to.deep.equal([[98_000n, 2_000n, "AC04"]]);
      expect(returnable(payment as never)).to.equal(0n);
      expect(() => enter(store, returned("RT-2", "30.00", ""))).to.throw(
        `Return 1 brings 30.00 EUR with its charges, of payment ${UETR} 0.00 EUR can still come back.`,
      );
      const [open] = openPayments(first, recorded, undefined);
      expect(open).to.deep.include({ payer: PAYEE, payee: PAYER, amountMinor: 98_000n, currency: "EUR" });
      expect(decodeReference(open?.reference ?? "")).to.deep.include({ uetr: UETR, reason: "AC04" });
      expect(enter(store, first)).to.deep.include({ isKnown: true });
      expect(store.payments[0]?.returns).to.have.length(1);
    });

    it("takes parts until nothing is left", () => {
      const store = start();
      enter(store, returned("RT-1", "400.00", ""));
      enter(store, returned("RT-2", "599.00", "1.00"));
      expect(returnable(store.payments[0] as never)).to.equal(0n);
      expect(() => enter(store, returned("RT-3", "0.01", ""))).to.throw("can still come back");
    });

    it("refuses another currency and another original amount, and parks what it does not know", () => {
      const store = start();
      const yen = returned("RT-1", "900.00", "");
      const foreign = {
        ...yen,
        returns: yen.returns.map((each) => ({ ...each, returned: { currency: "USD", amountMinor: 1n } })),
      };
      expect(() => enter(store, foreign)).to.throw(`Return 1 is in USD, payment ${UETR} was in EUR.`);
      expect(() =>
        enter(
          start(),
          returned("RT-2", "1.00", "", '<OrgnlIntrBkSttlmAmt Ccy="EUR">999.00</OrgnlIntrBkSttlmAmt>'),
        ),
      ).to.throw(`says that payment ${UETR} was of 999.00 EUR, it was of 1000.00 EUR.`);
      const kept = returned("RT-4", "1.00", "1.00");
      const dollars = kept.returns.map((each) => ({
        ...each,
        charges: [{ amount: { currency: "USD", amountMinor: 100n }, agent: undefined }],
      }));
      expect(() => enter(start(), { ...kept, returns: dollars })).to.throw(
        `Return 1 has charges in another currency than payment ${UETR}.`,
      );
      const stranger = emptyBook();
      expect(enter(stranger, returned("RT-3", "1.00", "")).parked).to.have.length(1);
      expect(stranger.payments).to.deep.equal([]);
    });
  });
});

describe("Payments: store", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "guildhall-store-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("keeps what was saved, and nothing of what was not", async () => {
    const store = await openStore(folder, 7n);
    const { message } = read(pacs008(), "pacs.008");
    recordPayments(store.book, message, "0x1", planOf(message, book));
    await store.save();
    store.book.payments[0]?.statuses.push({ message: "0x2", status: "RJCT", reasons: [] });
    await store.close();
    const again = await openStore(folder, 7n);
    expect(again.book.payments[0]).to.deep.include({ uetr: UETR, amountMinor: 100_000n, statuses: [] });
    await again.close();
    const other = await openStore(folder, 8n);
    expect(other.book.payments).to.deep.equal([]);
    await other.close();
  });

  it("is for one process at a time, and leaves the old book where writing was cut short", async () => {
    const store = await openStore(folder, 7n);
    await store.save();
    let refused: unknown;
    await openStore(folder, 7n).catch((error: unknown) => {
      refused = error;
    });
    expect((refused as Error).name).to.equal("FileInUse");
    await store.close();
    await writeFile(join(folder, "chain-7.json.new"), '{"messages": [');
    await (await openStore(folder, 7n)).close();
  });

  it("says what is wrong with a book that was edited", async () => {
    const faults: Record<string, RegExp> = {
      "[": /is no store of payments: /,
      '{"messages": [], "payments": [], "parked": [], "more": 1}': /Unrecognized key/,
      '{"messages": [], "payments": [{"uetr": 1}], "parked": []}': /payments\.0\.uetr /,
    };
    for (const [text, pattern] of Object.entries(faults)) {
      await writeFile(join(folder, "chain-7.json"), text);
      const error = await openStore(folder, 7n).catch((each: unknown) => each as Error);
      expect((error as Error).message).to.match(pattern);
      expect(await readFile(join(folder, "chain-7.json"), "utf8")).to.equal(text);
    }
  });
});

const DAY = Date.parse("2026-11-27T00:00:00Z") / 1000;
const reference = (uetr: string): string => `0x${uetr.replaceAll("-", "")}${"00".repeat(16)}`;

/** A movement at an hour of the day of the statement. */
function movement(hour: number, amountMinor: bigint, more: Record<string, unknown> = {}) {
  return {
    kind: "payment" as const,
    from: PAYER,
    to: PAYEE,
    amountMinor,
    reference: ZeroHash,
    at: DAY + hour * 3600,
    blockNumber: 100 + hour,
    index: 0,
    transactionHash: `0x${"11".repeat(32)}`,
    ...more,
  };
}

describe("Payments: statements of the ledger", () => {
  const movements = [
    movement(-30, 500_000n, { kind: "issue", from: ZeroAddress, to: PAYER }),
    movement(1, 100_000n, { reference: reference(UETR) }),
    movement(2, 2_500n, { from: PAYEE, to: PAYER, kind: "transfer" }),
    movement(3, 7n, { from: PAYER, to: PAYER }),
    movement(23.99, 1n, {
      reference: reference(OTHER_UETR),
      kind: "quarantine",
      to: ZeroAddress.replace(/0$/, "9"),
    }),
    movement(24, 40n),
  ];
  const source = {
    account: PAYER,
    currency: "EUR",
    movements,
    balanceMinor: 402_459n,
    now: DAY + 90_000,
    book,
  };

  it("has the movements of one UTC day, and balances that add up, and reads back", () => {
    const message = statementOf(source, "2026-11-27", NAMES);
    const [statement] = message.statements;
    expect(statement?.balances.map(({ type, amountMinor }) => [type, amountMinor])).to.deep.equal([
      ["OPBD", 500_000n],
      ["CLBD", 402_499n],
    ]);
    expect(statement?.entries.map(({ amountMinor }) => amountMinor)).to.deep.equal([
      -100_000n,
      2_500n,
      0n,
      -1n,
    ]);
    expect(statement?.entries.map(({ details }) => details[0]?.uetr)).to.deep.equal([
      UETR,
      undefined,
      undefined,
      OTHER_UETR,
    ]);
    const { message: again, remarks } = read(writeMessage(message), "camt.053");
    expect(again).to.deep.equal(message);
    expect(remarks).to.deep.equal([]);
    const [first] = statementOf(source, "2026-11-25", NAMES).statements;
    expect(first?.balances.map(({ amountMinor }) => amountMinor)).to.deep.equal([0n, 500_000n]);
    expect(first?.entries[0]?.code).to.equal("PMNT/RCDT/OTHR");
  });

  it("ends with an interim balance while the day goes on, and is not for a day to come", () => {
    const [statement] = statementOf({ ...source, now: DAY + 80_000 }, "2026-11-27", NAMES).statements;
    expect(statement?.balances.map(({ type }) => type)).to.deep.equal(["OPBD", "ITBD"]);
    expect(() => statementOf(source, "2026-11-29", NAMES)).to.throw(
      "2026-11-29 has not begun on the ledger.",
    );
  });

  it("is not written when an event is missing", () => {
    expect(() => statementOf({ ...source, movements: movements.slice(1) }, "2026-11-27", NAMES)).to.throw(
      `The movements of ${PAYER} give -975.41 EUR, its balance is 4024.59 EUR.`,
    );
  });
});

describe("Payments: reconciliation", () => {
  const statementWith = (entries: string): Statement => {
    const period =
      "<FrToDt><FrDtTm>2026-11-27T00:00:00Z</FrDtTm><ToDtTm>2026-11-27T23:59:59Z</ToDtTm></FrToDt>";
    const { message } = read(
      camt053(balance("OPBD", "0.00"), entries, { period, name: "camt.053.001.06" }),
      "camt.053",
    );
    return message.statements[0] as Statement;
  };
  const paid = (amount: string, uetr?: string, more = ""): string => {
    const refs =
      uetr === undefined
        ? ""
        : `<NtryDtls><TxDtls><Refs><UETR>${uetr}</UETR></Refs>${more}</TxDtls></NtryDtls>`;
    return entry(amount, "DBIT", refs);
  };
  const counts = (result: ReturnType<typeof reconcile>) => ({
    matched: result.matched.length,
    amountDiffers: result.amountDiffers.length,
    missingOnChain: result.missingOnChain.length,
    missingInStatement: result.missingInStatement.length,
    duplicates: result.duplicates.length,
  });
  const NONE = { matched: 0, amountDiffers: 0, missingOnChain: 0, missingInStatement: 0, duplicates: 0 };

  it("matches by UETR, then by amount and day", () => {
    const chain = [
      movement(1, 1_000n, { reference: reference(UETR) }),
      movement(2, 500n),
      movement(-1, 300n),
      movement(3, 500n),
    ];
    const result = reconcile(
      statementWith(paid("10.00", UETR) + paid("5.00") + paid("5.00") + paid("3.00")),
      chain,
      PAYER,
    );
    expect(counts(result)).to.deep.equal({ ...NONE, matched: 4 });
    expect(result.matched.map(({ by }) => by)).to.deep.equal([
      "uetr",
      "amount and day",
      "amount and day",
      "amount and day",
    ]);
    expect(isClean(result)).to.equal(true);
  });

  it("lists what either side lacks, other amounts and doubles", () => {
    const chain = [
      movement(1, 1_000n, { reference: reference(UETR) }),
      movement(2, 700n, { reference: reference(OTHER_UETR) }),
      movement(3, 700n, { reference: reference(OTHER_UETR) }),
      movement(4, 9n),
      movement(-5, 8n),
    ];
    const result = reconcile(
      statementWith(paid("10.01", UETR) + paid("10.01", UETR) + paid("2.00")),
      chain,
      PAYER,
    );
    expect(counts(result)).to.deep.equal({
      matched: 0,
      amountDiffers: 1,
      missingOnChain: 1,
      missingInStatement: 2,
      duplicates: 2,
    });
    expect(result.duplicates.map(({ side }) => side)).to.deep.equal(["statement", "chain"]);
    const minor = (items: readonly Item[]) => items.map(({ amountMinor }) => amountMinor);
    expect(minor(result.missingInStatement)).to.deep.equal([-700n, -9n]);
    expect(minor(result.missingOnChain)).to.deep.equal([-200n]);
    expect(isClean(result)).to.equal(false);
  });

  it("does not take one payment for another: other UETRs, other direction, days apart", () => {
    const statement = statementWith(paid("5.00", UETR));
    for (const other of [
      movement(1, 500n, { reference: reference(OTHER_UETR) }),
      movement(1, 500n, { reference: reference(UETR), from: PAYEE, to: PAYER }),
      movement(1, 501n),
      movement(49, 500n),
    ]) {
      expect(reconcile(statement, [other], PAYER).missingOnChain).to.have.length(1);
    }
    expect(reconcile(statement, [movement(1, 500n)], PAYER).matched).to.have.length(1);
  });

  it("tells a payment from its return", () => {
    const chain = [
      movement(1, 1_000n, { reference: reference(UETR) }),
      movement(2, 980n, { reference: reference(UETR), from: PAYEE, to: PAYER }),
    ];
    const back = paid("9.80", UETR).replace("DBIT", "CRDT");
    expect(counts(reconcile(statementWith(paid("10.00", UETR) + back), chain, PAYER))).to.deep.equal({
      ...NONE,
      matched: 2,
    });
  });

  it("compares each payment of a booked batch, and shows charges apart (I09)", () => {
    const one = (amount: string, uetr: string): string =>
      `<TxDtls><Refs><UETR>${uetr}</UETR></Refs><Amt Ccy="EUR">${amount}</Amt></TxDtls>`;
    const charge = '<Chrgs><Rcrd><Amt Ccy="EUR">0.26</Amt></Rcrd></Chrgs>';
    const batch = entry(
      "15.26",
      "DBIT",
      `${charge}<NtryDtls>${one("10.00", UETR)}${one("5.00", OTHER_UETR)}</NtryDtls>`,
    );
    const chain = [
      movement(1, 1_000n, { reference: reference(UETR) }),
      movement(2, 500n, { reference: reference(OTHER_UETR) }),
    ];
    const result = reconcile(statementWith(batch), chain, PAYER);
    expect(counts(result)).to.deep.equal({ ...NONE, matched: 2 });
    expect(result.charges.map(({ amountMinor }) => amountMinor)).to.deep.equal([26n]);
    const unexplained = entry("15.26", "DBIT", `<NtryDtls>${one("15.00", UETR)}</NtryDtls>`);
    const [pair] = reconcile(
      statementWith(unexplained),
      [movement(1, 1_500n, { reference: reference(UETR) })],
      PAYER,
    ).amountDiffers;
    expect(pair?.statement.amountMinor).to.equal(-1_526n);
  });
});

const ORDERS = JSON.stringify({
  messageId: "O-1",
  createdAt: "2026-11-27T08:00:00+01:00",
  executionDate: "2026-11-27",
  debtor: { name: "Orion Motors", iban: "DE73000000000000000401", bic: "AURUDEF0" },
  orders: [
    { id: "1", amount: "0.10 EUR", creditor: { name: "Kappa", other: "GH-KAPPA-1", bic: "JADECNB0" } },
    {
      amount: "12.345 KWD",
      creditor: { name: "Kappa", other: "GH-KAPPA-1", bic: "JADECNB0" },
      chargeBearer: "CRED",
    },
  ],
});

describe("Payments: orders", () => {
  const faults = (text: string): string => {
    try {
      parseOrders(text, "orders.json");
    } catch (error) {
      return (error as Error & { why: string }).why;
    }
    throw new Error("The file was read");
  };

  it("become messages, by currency where a customer sends them", async () => {
    const orders = parseOrders(ORDERS, "orders.json");
    for (const message of [
      initiationOf(orders),
      bankTransfersOf(orders, "pacs.008"),
      bankTransfersOf(orders, "pacs.009"),
    ]) {
      expect(read(writeMessage(message), message.kind as never).message, message.kind).to.deep.equal(message);
    }
    expect(initiationOf(orders).groups.map(({ id, transfers }) => [id, transfers.length])).to.deep.equal([
      ["O-1-EUR", 1],
      ["O-1-KWD", 1],
    ]);
    const sample = parseOrders(await readFile("data/orders-cross-border.json", "utf8"), "sample");
    const { message } = read(writeMessage(initiationOf(sample)), "pain.001");
    expect(message.groups.flatMap(({ transfers }) => transfers.map(({ amount }) => amount))).to.deep.equal([
      { currency: "CNY", amountMinor: 125_000_000n },
      { currency: "EUR", amountMinor: 4_875_040n },
      { currency: "USD", amountMinor: 1_999_999n },
      { currency: "JPY", amountMinor: 5_000_000n },
      { currency: "KWD", amountMinor: 12_345n },
    ]);
  });

  it("have amounts as exact texts; numbers are refused, however they are written (P11)", () => {
    const amount = (json: string): string => faults(ORDERS.replace('"0.10 EUR"', json));
    for (const number of ["9007199254740993", "1e21", "0.1", "10"]) {
      expect(amount(number), number).to.include("orders[0].amount: is a number; write it as text");
    }
    expect(amount('"1e21 EUR"')).to.include('"1e21 EUR" is written with an exponent');
    expect(amount('"2,410.00 EUR"')).to.include("has marks between digits or a decimal comma");
    expect(amount('"0.00 EUR"')).to.include("orders[0].amount: is zero");
    expect(amount('"1.005 EUR"')).to.include("finer than EUR");
    expect(parseOrders(ORDERS, "o").orders[0]?.amount).to.deep.equal({ currency: "EUR", amountMinor: 10n });
    const huge = parseOrders(ORDERS.replace("0.10 EUR", "90071992547409931234.56 EUR"), "o");
    expect(writeMessage(initiationOf({ ...huge, orders: huge.orders.slice(0, 1) }))).to.include(
      ">90071992547409931234.56<",
    );
  });

  it("have a sample file, and the payroll beside it is what its script writes", async () => {
    expect(await readFile("data/payroll.pain001.xml", "utf8")).to.equal(writeMessage(payroll()));
    const accounts = await readAccounts("data/accounts.yaml");
    const plan = planOf(payroll(), accounts);
    expect([plan.payments.length, plan.parked.length]).to.deep.equal([300, 0]);
    const orders = initiationOf(await readOrders("data/orders-cross-border.json"));
    expect(planOf(orders, accounts).parked).to.deep.equal([]);
  });

  it("name every fault by its field", () => {
    const text = faults(
      ORDERS.replace("DE73", "DE37")
        .replace("+01:00", "")
        .replace('2026-11-27"', '2026-11-31"')
        .replace('"other":"GH-KAPPA-1",', ""),
    );
    for (const fault of [
      'debtor.iban: "DE37000000000000000401" is no IBAN',
      "createdAt: is no instant with zone",
      "executionDate: is no day such as 2026-12-01",
      "orders[0].creditor: names not exactly one of iban and other",
    ]) {
      expect(text).to.include(fault);
    }
    expect(faults("{")).to.include("it is no JSON");
    expect(faults("[]")).to.include("the file: ");
  });
});
