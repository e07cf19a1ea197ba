import { expect } from "chai";
import type {
  Address,
  BankTransfers,
  CustomerInitiation,
  Message,
  Party,
  PaymentReturn,
  Transfer,
} from "../../../payments/iso20022/model.ts";
import { readMessage } from "../../../payments/iso20022/read.ts";
import { writeMessage } from "../../../payments/iso20022/write.ts";
import type { Money } from "../../../payments/money.ts";
import { payroll } from "../../../scripts/sample/payroll.ts";
import { briefly, document, faultsOf, pacs008, read, refusalOf, UETR } from "./samples.ts";

const PLAIN: Party = {
  name: "Orion Motors",
  bic: undefined,
  lei: undefined,
  other: undefined,
  address: undefined,
};
const BANK: Party = { ...PLAIN, name: "Aurum Bank", bic: "AURUDEF0" };
const TOWN: Address = {
  department: "Purchasing",
  street: "Werkstrasse",
  building: "4",
  postCode: "00401",
  town: "Orionstadt",
  district: "Nord",
  subdivision: "Ost",
  country: "DE",
  lines: ["Gate 3", "c/o Reception"],
};

const eur = (amountMinor: bigint): Money => ({ currency: "EUR", amountMinor });

/** A transfer with a value in every field. */
const FULL: Transfer = {
  instructionId: "I-1",
  endToEndId: "E-1",
  transactionId: "T-1",
  uetr: UETR,
  amount: eur(100_000n),
  instructed: { currency: "KWD", amountMinor: 123_450n },
  exchangeRate: "0.8101",
  settlementDate: "2026-11-27",
  chargeBearer: "CRED",
  charges: [{ amount: eur(150n), agent: BANK }],
  instructingAgent: BANK,
  instructedAgent: {
    ...BANK,
    bic: undefined,
    other: { id: "123456", schemeCode: "CHSIC", schemeName: undefined, issuer: undefined },
  },
  debtor: { ...PLAIN, lei: "529900T8BM49AURSDO55", address: TOWN },
  debtorAccount: { iban: "DE73000000000000000401", other: undefined, currency: "EUR", name: "Main" },
  debtorAgent: BANK,
  creditorAgent: { ...BANK, lei: "529900T8BM49AURSDO55", address: { ...TOWN, lines: [] } },
  creditor: {
    ...PLAIN,
    name: "Kappa",
    bic: "JADECNB0",
    other: { id: "4711", schemeCode: undefined, schemeName: "CUST", issuer: "Jade" },
  },
  creditorAccount: {
    iban: undefined,
    other: { id: "GH-KAPPA-1", schemeCode: "BBAN", schemeName: undefined, issuer: undefined },
    currency: undefined,
    name: undefined,
  },
  purpose: "SUPP",
  remittance: { unstructured: ["Lot 1", "Lot 2"], reference: "RF18539007547034" },
};

const HEAD = { messageId: "M-1", createdAt: "2026-11-27T08:00:00.123+01:00" };

const pacs = (transfers: readonly Transfer[], kind: BankTransfers["kind"] = "pacs.008"): BankTransfers => ({
  kind,
  name: `${kind}.001.08`,
  ...HEAD,
  settlementMethod: "CLRG",
  transfers,
});

const pain = (
  transfers: readonly Transfer[],
  more: Partial<CustomerInitiation> = {},
): CustomerInitiation => ({
  kind: "pain.001",
  name: "pain.001.001.09",
  ...HEAD,
  initiatingParty: PLAIN,
  groups: [
    {
      id: "G-1",
      executionDate: "2026-11-28",
      debtor: FULL.debtor,
      debtorAccount: FULL.debtorAccount as NonNullable<Transfer["debtorAccount"]>,
      debtorAgent: BANK,
      chargeBearer: "SLEV",
      transfers,
    },
  ],
  ...more,
});

const instructed = (transfer: Partial<Transfer> = {}): Transfer => ({
  ...FULL,
  transactionId: undefined,
  instructed: undefined,
  settlementDate: undefined,
  chargeBearer: "SLEV",
  charges: [],
  instructingAgent: undefined,
  instructedAgent: undefined,
  ...transfer,
});

function again(message: Message): Message {
  return readMessage(Buffer.from(writeMessage(message)), message.kind).message;
}

describe("ISO 20022: payment messages", function () {
  this.timeout(30_000);

  it("reads back every field that it writes, in every message", () => {
    const reasons = [{ code: "AC03", proprietary: undefined, information: ["unknown", "account"] }];
    const messages: Message[] = [
      pain([instructed(), instructed({ chargeBearer: "DEBT", exchangeRate: undefined, uetr: undefined })]),
      pacs([
        FULL,
        { ...FULL, endToEndId: undefined, uetr: UETR.replace("e", "f"), charges: [], chargeBearer: "SHAR" },
      ]),
      pacs(
        [
          {
            ...FULL,
            instructed: undefined,
            exchangeRate: undefined,
            chargeBearer: undefined,
            charges: [],
            debtor: BANK,
            debtorAgent: undefined,
            creditor: { ...BANK, bic: "JADECNB0" },
            creditorAgent: undefined,
          },
        ],
        "pacs.009",
      ),
      {
        kind: "pacs.002",
        name: "pacs.002.001.10",
        ...HEAD,
        sender: BANK,
        originalMessageId: "M-0",
        originalMessageName: "pacs.008.001.08",
        groupStatus: "PART",
        reasons: [{ code: undefined, proprietary: "118", information: [] }],
        transactions: [
          {
            instructionId: "I-1",
            endToEndId: "E-1",
            transactionId: "T-1",
            uetr: UETR,
            status: "RJCT",
            reasons,
          },
          {
            instructionId: undefined,
            endToEndId: undefined,
            transactionId: undefined,
            uetr: UETR,
            status: "ACSC",
            reasons: [],
          },
        ],
      },
      returning({ charges: [{ amount: eur(2_000n), agent: BANK }], returnedBeforeCharges: eur(100_000n) }),
    ];
    for (const message of messages) expect(again(message), message.kind).to.deep.equal(message);
    expect(again(payroll())).to.deep.equal(payroll());
  });

  it("writes sums of 302 payments to the cent (I17)", () => {
    const amounts = [...Array.from({ length: 300 }, () => 2_495n), 1_999n, 29n];
    const message = pain(amounts.map((amountMinor) => instructed({ amount: eur(amountMinor) })));
    const xml = writeMessage(message);
    expect(xml.match(/<NbOfTxs>302<\/NbOfTxs>/g)).to.have.length(2);
    expect(xml.match(/<CtrlSum>7505\.28<\/CtrlSum>/g)).to.have.length(2);
    expect(again(message)).to.deep.equal(message);
    const other = xml
      .replace("<CtrlSum>7505.28<", "<CtrlSum>7505.2799999<")
      .replace("<NbOfTxs>302<", "<NbOfTxs>301<");
    expect(briefly(faultsOf(other))).to.deep.equal([
      "AM18 NbOfTxs says 301 transactions, but there are 302",
      "AM10 CtrlSum says 7505.2799999, but the amounts give 7505.28",
    ]);
  });

  it("sums over currencies of any exponent as the standard does", () => {
    const amounts: Money[] = [
      eur(1_050n),
      { currency: "JPY", amountMinor: 7n },
      { currency: "KWD", amountMinor: 12_345n },
    ];
    const xml = writeMessage(pacs(amounts.map((amount) => ({ ...FULL, amount }))));
    expect(xml).to.include("<CtrlSum>29.845</CtrlSum>");
    expect(writeMessage(pacs([{ ...FULL, amount: { currency: "JPY", amountMinor: 7n } }]))).to.include(
      "<CtrlSum>7</CtrlSum>",
    );
    for (const same of ["29.8450", "29.8450000000000000"]) {
      readMessage(Buffer.from(xml.replace("29.845<", `${same}<`)), "same");
    }
  });

  it("reads amounts by the minor unit of their currency (I24)", () => {
    const amountOf = (text: string, currency: string): Money | undefined =>
      read(pacs008({ 'Ccy="EUR">1000.00': `Ccy="${currency}">${text}` }), "pacs.008").message.transfers[0]
        ?.amount;
    expect(amountOf("5000000.00", "JPY")).to.deep.equal({ currency: "JPY", amountMinor: 5_000_000n });
    expect(amountOf("50000", "JPY")?.amountMinor).to.equal(50_000n);
    expect(amountOf("12.345", "KWD")?.amountMinor).to.equal(12_345n);
    expect(amountOf("10.00", "HUF")?.amountMinor).to.equal(1_000n);
    expect(amountOf("+.5", "EUR")?.amountMinor).to.equal(50n);
    expect(amountOf("7.", "EUR")?.amountMinor).to.equal(700n);
    const refused: [string, string, string][] = [
      ["1000.50", "JPY", 'CH20 IntrBkSttlmAmt "1000.50" is finer than JPY is counted'],
      ["12.3456", "KWD", 'CH20 IntrBkSttlmAmt "12.3456" is finer than KWD is counted'],
      ["10.00", "X9X", 'AM11 IntrBkSttlmAmt "10.00" is in X9X, which is no currency'],
      ["0.00", "EUR", "AM01 IntrBkSttlmAmt is zero"],
      ["-1.00", "EUR", 'AM12 IntrBkSttlmAmt "-1.00" is below zero; the direction has an element of its own'],
      ["1,5", "EUR", 'AM12 IntrBkSttlmAmt "1,5" is no decimal number'],
      ["1e3", "EUR", 'AM12 IntrBkSttlmAmt "1e3" is no decimal number'],
      ["", "EUR", 'AM12 IntrBkSttlmAmt "" is no decimal number'],
    ];
    for (const [text, currency, fault] of refused) {
      expect(
        briefly(faultsOf(pacs008({ 'Ccy="EUR">1000.00': `Ccy="${currency}">${text}` }))),
        text,
      ).to.deep.equal([fault]);
    }
    expect(briefly(faultsOf(pacs008({ ' Ccy="EUR"': "" })))).to.deep.equal([
      "AM11 IntrBkSttlmAmt has no currency (attribute Ccy)",
    ]);
    expect(
      writeMessage(pacs([{ ...FULL, amount: { currency: "JPY", amountMinor: 5_000_000n } }])),
    ).to.include('<IntrBkSttlmAmt Ccy="JPY">5000000</IntrBkSttlmAmt>');
  });

  it("refuses each fault of a bank transfer with a reason of its own (I26)", () => {
    const header = (more: string): string =>
      `<B><AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><MsgDefIdr>pacs.008.001.08</MsgDefIdr>${more}</AppHdr>${pacs008()}</B>`;
    read(header("<BizSvc>swift.cbprplus.02</BizSvc>"), "pacs.008");
    read(header("<BizSvc>swift.cbprplus.stp.03</BizSvc>"), "pacs.008");
    read(header("<BizSvc>house.rules</BizSvc>"), "pacs.008");
    const cases: [string, string][] = [
      [pacs008({ [UETR]: "" }), "CH21 UETR is empty"],
      [pacs008({ [`<UETR>${UETR}</UETR>`]: "" }), "CH21 PmtId UETR is missing"],
      [
        pacs008({ [UETR]: "not-a-valid-uuid-string-01" }),
        'CH16 UETR "not-a-valid-uuid-string-01" is no UUID of version 4',
      ],
      [
        pacs008({ [UETR]: UETR.replace("-4", "-1") }),
        `CH16 UETR "${UETR.replace("-4", "-1")}" is no UUID of version 4`,
      ],
      [
        pacs008({ "<InstgAgt><FinInstnId><BICFI>AURUDEF0</BICFI>": "<InstgAgt><FinInstnId>" }),
        "AGNT InstgAgt has neither BIC nor member id nor LEI",
      ],
      [
        pacs008({ "<BICFI>JADECNB0XXX</BICFI>": "<Nm>Nameless</Nm>" }),
        "AGNT InstdAgt has neither BIC nor member id nor LEI",
      ],
      [
        pacs008({ INDA: "COVE" }),
        "AG01 SttlmMtd COVE is not served: the money of a cover payment moves in a message of its own",
      ],
      [
        header("").replace("Idr>pacs.008.001.08", "Idr>pacs.008.001.09"),
        "FF01 MsgDefIdr says pacs.008.001.09, the message is a pacs.008.001.08",
      ],
      [header("<BizSvc>swift.wrong.01</BizSvc>"), 'FF01 BizSvc "swift.wrong.01" is no service of CBPR+'],
      [pacs008({ SHAR: "XXXX" }), 'CH16 ChrgBr "XXXX" is none of DEBT, CRED, SHAR, SLEV'],
      [pacs008({ '"EUR"': '"X9X"' }), 'AM11 IntrBkSttlmAmt "1000.00" is in X9X, which is no currency'],
      [
        pacs008({ SHAR: "CRED" }),
        "CH21 CdtTrfTxInf ChrgsInf is missing: the creditor bears the charges (CRED), so they must be named, even if zero",
      ],
      [
        pacs008({ DE73: "DE37" }),
        'AC02 IBAN "DE37000000000000000401" is no IBAN: its check digits are wrong, so a character is mistyped',
      ],
      [pacs008({ AURUDEF0: "AURUIPF0" }), 'RC01 BICFI "AURUIPF0" is no BIC: IP is no country'],
      [pacs008({ "2026-11-27<": "2026-02-30<" }), 'DT01 IntrBkSttlmDt "2026-02-30" is not in the calendar'],
      [
        pacs008({ "<MsgId>M-1": `<MsgId>${"M".repeat(36)}` }),
        `CH16 MsgId "${"M".repeat(36)}" has more than 35 characters`,
      ],
    ];
    for (const [xml, fault] of cases) expect(briefly(faultsOf(xml)), fault).to.deep.equal([fault]);
    const charged = `<ChrgBr>CRED</ChrgBr><ChrgsInf><Amt Ccy="EUR">0</Amt><Agt><FinInstnId><BICFI>AURUDEF0</BICFI></FinInstnId></Agt></ChrgsInf>`;
    const { message } = read(pacs008({ "<ChrgBr>SHAR</ChrgBr>": charged }), "pacs.008");
    expect(message.transfers[0]?.charges[0]?.amount).to.deep.equal(eur(0n));
  });

  it("checks the total that a group states", () => {
    const total = (amount: string, currency = "EUR") =>
      pacs008({
        "<SttlmInf>": `<TtlIntrBkSttlmAmt Ccy="${currency}">${amount}</TtlIntrBkSttlmAmt><SttlmInf>`,
      });
    read(total("1000.00"), "pacs.008");
    for (const wrong of [total("1000.01"), total("1000.00", "USD")]) {
      expect(briefly(faultsOf(wrong))).to.deep.equal([
        "AM10 TtlIntrBkSttlmAmt is not the sum of the amounts",
      ]);
    }
  });

  it("lists all faults at once, each at its transaction, with the references for a report", () => {
    const second = pacs008().match(/<CdtTrfTxInf>.*<\/CdtTrfTxInf>/s)?.[0] ?? "";
    const xml = pacs008({
      "<NbOfTxs>1<": "<NbOfTxs>2<",
      "</CdtTrfTxInf>": `</CdtTrfTxInf>${second.replace("SHAR", "XXXX")}`,
    });
    const refusal = refusalOf(xml.replace(">1000.00<", ">1000.005<").replace(">E-1<", ">NOTPROVIDED<"));
    expect(refusal.findings.map(({ transaction, reason }) => [transaction, reason])).to.deep.equal([
      [1, "CH20"],
      [2, "CH16"],
    ]);
    expect(refusal.refused).to.deep.include({ messageName: "pacs.008.001.08", messageId: "M-1" });
    expect(refusal.refused.transactions.map(({ endToEndId, uetr }) => [endToEndId, uetr])).to.deep.equal([
      [undefined, UETR],
      ["E-1", UETR],
    ]);
  });

  it("refuses a cover inside a pacs.009, and parties without a bank's identity are only banks", () => {
    const cover = writeMessage(
      pacs(
        [
          {
            ...FULL,
            instructed: undefined,
            exchangeRate: undefined,
            debtor: BANK,
            debtorAgent: undefined,
            creditor: BANK,
            creditorAgent: undefined,
          },
        ],
        "pacs.009",
      ),
    ).replace("</CdtTrfTxInf>", "<UndrlygCstmrCdtTrf></UndrlygCstmrCdtTrf></CdtTrfTxInf>");
    expect(briefly(faultsOf(cover))).to.deep.equal([
      "AG01 CdtTrfTxInf UndrlygCstmrCdtTrf is not served: cover payments are refused",
    ]);
  });

  it("reads pain.001 of the third edition: plain date, BIC, no UETR", () => {
    const xml = document(
      "pain.001.001.03",
      `<GrpHdr><MsgId>P-3</MsgId><CreDtTm>2026-11-27T08:00:00</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>5</CtrlSum><InitgPty><Nm>A</Nm>
<Id><OrgId><BICOrBEI>AURUDEF0</BICOrBEI></OrgId></Id></InitgPty></GrpHdr>
<PmtInf><PmtInfId>G</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt>2026-11-28</ReqdExctnDt><Dbtr><Nm>A</Nm></Dbtr>
<DbtrAcct><Id><IBAN>DE73000000000000000401</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BIC>aurudef0xxx</BIC></FinInstnId></DbtrAgt>
<CdtTrfTxInf><PmtId><EndToEndId>NOTPROVIDED</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">5.00</InstdAmt></Amt><Cdtr><Nm>Задание</Nm></Cdtr>
<CdtrAcct><Id><Othr><Id>X</Id></Othr></Id></CdtrAcct></CdtTrfTxInf></PmtInf>`,
    );
    const { message } = read(xml, "pain.001");
    const [group] = message.groups;
    expect(group?.executionDate).to.equal("2026-11-28");
    expect(group?.debtorAgent?.bic).to.equal("AURUDEF0XXX");
    expect(message.initiatingParty.bic).to.equal("AURUDEF0");
    const [transfer] = group?.transfers ?? [];
    expect([transfer?.endToEndId, transfer?.uetr, transfer?.creditor.name]).to.deep.equal([
      undefined,
      undefined,
      "Задание",
    ]);
    expect(briefly(faultsOf(xml.replace("TRF", "CHK").replace("<PmtInfId>G</PmtInfId>", "")))).to.deep.equal([
      "CH21 PmtInf PmtInfId is missing",
      'AG01 PmtMtd "CHK" is not served; transfers (TRF) are',
    ]);
    expect(briefly(faultsOf(xml.replace("2026-11-28", "28.11.2026")))).to.deep.equal([
      'DT01 ReqdExctnDt "28.11.2026" is no date',
    ]);
  });

  it("writes NOTPROVIDED where a payer gave no id, and spells names or refuses them (I21)", () => {
    const named = (name: string): string =>
      writeMessage(pacs([{ ...FULL, endToEndId: undefined, creditor: { ...PLAIN, name } }]));
    expect(named("Щука"))
      .to.include("<EndToEndId>NOTPROVIDED</EndToEndId>")
      .and.to.include("<Nm>Shchuka</Nm>");
    expect(() => named("东京")).to.throw("cannot be written in Latin letters by rule");
  });

  it("lets no address out that networks reject, and remarks on such that come in (I19)", () => {
    const at = (address: Address): Message => pacs([{ ...FULL, debtor: { ...PLAIN, address } }]);
    expect(() => writeMessage(at({ ...TOWN, lines: ["1", "2", "3"] }))).to.throw(
      "The address of Orion Motors cannot be sent: it has 3 lines beside its fields, 2 at most.",
    );
    expect(() => writeMessage(at({ ...TOWN, town: undefined }))).to.throw(
      "it lacks town in a field of its own",
    );
    expect(() => writeMessage(at(TOWN), "structured")).to.throw("it mixes lines with fields");
    writeMessage(at({ ...TOWN, lines: [] }), "structured");
    const old = pacs008({
      "<Nm>Orion Motors</Nm>":
        "<Nm>O</Nm><PstlAdr><AdrLine>Street 1</AdrLine><AdrLine>Town</AdrLine></PstlAdr>",
    });
    const { message, remarks } = read(old, "pacs.008");
    expect(message.transfers[0]?.debtor.address?.lines).to.deep.equal(["Street 1", "Town"]);
    expect(remarks.map(({ message: remark }) => remark)).to.deep.equal([
      "lacks town and country in a field of its own; networks reject such addresses since November 2026",
    ]);
    const nowhere = pacs008({
      "<Nm>Orion Motors</Nm>": "<PstlAdr><TwnNm>T</TwnNm><Ctry>UK</Ctry></PstlAdr>",
    });
    expect(briefly(faultsOf(nowhere))).to.deep.equal(['BE09 Ctry "UK" is no country of ISO 3166']);
  });

  it("reads a report with an old header, prefixes and pieces of another message in CDATA as text (I15)", () => {
    const xml = `<message><AppHdr xmlns="urn:swift:xsd:$ahV10"><From><Id>cn=a</Id></From></AppHdr>
<Doc:Document xmlns:Doc="urn:iso:std:iso:20022:tech:xsd:pacs.002.001.03"><Doc:FIToFIPmtStsRpt>
<Doc:GrpHdr><Doc:MsgId>R-1</Doc:MsgId><Doc:CreDtTm>2026-11-27T17:03:11</Doc:CreDtTm></Doc:GrpHdr>
<Doc:OrgnlGrpInfAndSts><Doc:OrgnlMsgId>UNKNOWN</Doc:OrgnlMsgId><Doc:OrgnlMsgNmId>UNKNOWN</Doc:OrgnlMsgNmId><Doc:GrpSts>RJCT</Doc:GrpSts>
<Doc:StsRsnInf><Doc:Rsn><Doc:Prtry>118</Doc:Prtry></Doc:Rsn>
<Doc:AddtlInf> <![CDATA[<?xml version="1.0" ?><h:AppHdr><Doc:GrpSts>ACSC</Doc:GrpSts>]]></Doc:AddtlInf>
<Doc:AddtlInf><![CDATA[</h:AppHdr><Doc:Document xmlns:Doc="urn:x"><D]]></Doc:AddtlInf></Doc:StsRsnInf>
</Doc:OrgnlGrpInfAndSts></Doc:FIToFIPmtStsRpt></Doc:Document></message>`;
    const { message, remarks } = read(xml, "pacs.002");
    expect(message).to.deep.include({ groupStatus: "RJCT", originalMessageId: "UNKNOWN", transactions: [] });
    expect(message.reasons[0]?.information).to.deep.equal([
      '<?xml version="1.0" ?><h:AppHdr><Doc:GrpSts>ACSC</Doc:GrpSts>',
      '</h:AppHdr><Doc:Document xmlns:Doc="urn:x"><D',
    ]);
    expect(remarks.map(({ path, message: remark }) => `${path} ${remark}`)).to.deep.equal([
      "AppHdr is of another kind (urn:swift:xsd:$ahV10) and was not read",
    ]);
  });

  it("checks that a return is what comes back and what was kept", () => {
    const wrong = writeMessage(
      returning({
        charges: [{ amount: eur(2_000n), agent: undefined }],
        returnedBeforeCharges: eur(99_000n),
      }),
    );
    expect(briefly(faultsOf(wrong))).to.deep.equal([
      "AM09 RtrdInstdAmt is not what comes back and the charges together: 1000.00 EUR",
    ]);
    expect(briefly(faultsOf(document("pacs.004.001.09", "")))).to.deep.equal([
      "CH21 PmtRtr GrpHdr is missing",
      "CH21 PmtRtr TxInf is missing: returns of whole messages are not served",
    ]);
  });
});

function returning(more: Partial<PaymentReturn["returns"][number]>): PaymentReturn {
  return {
    kind: "pacs.004",
    name: "pacs.004.001.09",
    ...HEAD,
    sender: BANK,
    settlementMethod: "INDA",
    returns: [
      {
        returnId: "R-1",
        originalMessageId: "M-0",
        originalMessageName: "pacs.008.001.08",
        originalEndToEndId: "E-1",
        originalTransactionId: "T-1",
        originalUetr: UETR,
        originalAmount: eur(100_000n),
        returned: eur(98_000n),
        returnedBeforeCharges: undefined,
        settlementDate: "2026-11-28",
        charges: [],
        reason: { code: "AC04", proprietary: undefined, information: ["closed"] },
        ...more,
      },
    ],
  };
}
