import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SettlementToken } from "@guildhall/sdk";
import { connectAlliance } from "@guildhall/sdk/consortium";
import { connectToken } from "@guildhall/sdk/payments";
import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { pacs008, UETR } from "../payments/iso20022/samples.ts";

const ORION = "0x976EA74026E726554dB657fA54763abd0C3a0aa9";
const KAPPA = "0xBcd4042DE499D14e55001CcbB24a551F3b954096";
const ORION_IBAN = "DE73000000000000000401";

interface Imported {
  isKnown: boolean;
  payments: {
    uetr: string;
    state: string;
    amountMinor: string;
    transaction?: string;
    returns: { state: string }[];
  }[];
  parked: { what: string }[];
  statuses: unknown[];
  returns: {
    payment: { amountMinor: string };
    returned: { amountMinor: string; chargesMinor: string; state: string };
  }[];
  sent: { position: number; outcome: string }[];
}

interface Compared {
  clean: boolean;
  matched: unknown[];
  missingOnChain: unknown[];
  missingInStatement: unknown[];
  amountDiffers: unknown[];
  duplicates: unknown[];
}

describe("Tasks: messages of ISO 20022", function () {
  this.timeout(180_000);
  let chain: Chain;
  let cli: CommandLine;
  let token: SettlementToken;
  let today: string;
  let store: string;
  let counter = 0;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await cli.json("deploy --carry --as nordgrid");
    await cli.json(
      "token issue orion-motors '2000000.00 EUR' --reference 'deposit 1' --bank aurum-bank --as aurum-bank",
    );
    token = await connectToken(await connectAlliance(chain.provider), { currency: "EUR", issuer: 2 });
    today = new Date(((await chain.provider.getBlock("latest"))?.timestamp ?? 0) * 1000)
      .toISOString()
      .slice(0, 10);
    await chain.snapshot();
  });

  beforeEach(() => {
    store = join(cli.folder, `store-${counter++}`);
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const file = async (name: string, text: string): Promise<string> => {
    const path = join(cli.folder, name);
    await writeFile(path, text);
    return path;
  };
  const common = () => `--store ${store}`;
  const take = (path: string, more = "") =>
    cli.json<Imported>(`payments iso import ${path} ${common()} ${more}`);
  const statement = async (account: string): Promise<string> => {
    const out = join(cli.folder, `statement-${counter++}.xml`);
    await cli.json(
      `payments iso export camt.053 --account ${account} --currency EUR --day ${today} --out ${out} ${common()}`,
    );
    return out;
  };
  const compare = async (path: string): Promise<Compared & { exitCode: number }> => {
    const { stdout, stderr, exitCode } = await cli.run(`payments reconcile ${path} --json`);
    expect(stderr).to.equal("");
    return { ...(JSON.parse(stdout) as Compared[])[0], exitCode } as Compared & { exitCode: number };
  };

  it("pays a payroll of 300, exports the day, agrees with it, and finds what was tampered with", async () => {
    const payroll = (await readFile("data/payroll.pain001.xml", "utf8")).replaceAll(
      "2026-11-27</Dt>",
      `${today}</Dt>`,
    );
    const path = await file("payroll.xml", payroll);
    const plan = join(cli.folder, "plan.json");
    const planned = await take(path, `--plan ${plan}`);
    expect([planned.payments.length, planned.parked.length]).to.deep.equal([300, 0]);
    const { batches } = JSON.parse(await readFile(plan, "utf8"));
    expect(batches[0]).to.deep.include({ payer: ORION, currency: "EUR" });
    expect(batches[0].payments[0]).to.deep.include({ amount: "2100.00 EUR" });

    const sent = await take(path, "--send --as orion-motors");
    expect(sent.sent.map(({ outcome }) => outcome)).to.deep.equal(Array(300).fill("paid"));
    expect(await token.balanceOf(ORION)).to.equal(200_000_000n - 93_823_050n);
    const again = await take(path, "--send --as orion-motors");
    expect([again.isKnown, again.sent.length]).to.deep.equal([true, 0]);

    // The store is lost: the token still knows the numbers.
    store = `${store}-anew`;
    const anew = await take(path, "--send --as orion-motors");
    expect(new Set(anew.sent.map(({ outcome }) => outcome))).to.deep.equal(new Set(["already-paid"]));
    expect(await token.balanceOf(ORION)).to.equal(200_000_000n - 93_823_050n);

    const day = await statement(ORION_IBAN);
    const xml = await readFile(day, "utf8");
    expect(xml.match(/<Ntry>/g)).to.have.length(301);
    expect(xml)
      .to.include(`<UETR>${anew.payments[0]?.uetr}</UETR>`)
      .and.to.include("<IBAN>DE73000000000000000401</IBAN>");
    const clean = await compare(day);
    expect([clean.clean, clean.matched.length, clean.exitCode]).to.deep.equal([true, 301, 0]);

    const payments = xml.match(/<Ntry>.*?<\/Ntry>/gs)?.filter((each) => each.includes("<UETR>"));
    const [first = "", second = ""] = payments ?? [];
    const { uetr } = anew.payments[0] as { uetr: string };
    const moved = xml
      .replace(second, "")
      .replace(first, first.replaceAll("2100.00", "2100.01"))
      .replace("</Stmt>", `${first.replace(uetr, UETR).replaceAll("2100.00", "7.00")}</Stmt>`)
      .replace(/<Bal>\s*<Tp>\s*<CdOrPrtry>\s*<Cd>ITBD.*?<\/Bal>/s, "");
    const found = await compare(await file("tampered.xml", moved));
    expect([
      found.amountDiffers.length,
      found.missingInStatement.length,
      found.missingOnChain.length,
    ]).to.deep.equal([1, 1, 1]);
    expect([found.clean, found.exitCode]).to.deep.equal([false, 1]);
    const { stdout } = await cli.run(`payments reconcile ${join(cli.folder, "tampered.xml")}`);
    expect(stdout)
      .to.match(/differs from the ledger/)
      .and.to.match(/amount differs .* -2100\.01 EUR/);
  });

  it("enters a bank's transfer, pays it, answers it, and takes a return with charges once (P15)", async () => {
    const path = await file(
      "transfer.xml",
      pacs008({ "2026-11-27</IntrBkSttlmDt>": `${today}</IntrBkSttlmDt>` }),
    );
    const { payments } = await take(path);
    expect(payments[0]).to.deep.include({ uetr: UETR, state: "planned", amountMinor: "100000" });
    const report = join(cli.folder, "status.xml");
    const answer = async (): Promise<string> => {
      await cli.json(`payments iso export pacs.002 --for ${path} --out ${report} --store ${store}`);
      return (await readFile(report, "utf8")).match(/<GrpSts>(\w+)</)?.[1] ?? "";
    };
    expect(await answer()).to.equal("PDNG");
    expect((await take(path, "--send --as orion-motors")).sent[0]?.outcome).to.equal("paid");
    expect(await answer()).to.equal("ACSC");
    expect(await token.balanceOf(KAPPA)).to.equal(100_000n);

    const back = join(cli.folder, "return.xml");
    const make = (amount: string, id: string, charges: string) =>
      `payments iso export pacs.004 --uetr ${UETR} --amount '${amount}' ${charges} --reason AC04 --message-id ${id} --out ${back} --store ${store}`;
    await cli.json(make("980.00 EUR", "RT-1", "--charges '20.00 EUR'"));
    const returned = await take(back, "--send --as kappa-fasteners");
    expect(returned.returns[0]?.returned).to.deep.include({ amountMinor: "98000", chargesMinor: "2000" });
    expect(returned.returns[0]?.payment.amountMinor).to.equal("100000");
    expect(returned.sent[0]?.outcome).to.equal("paid");
    expect(await token.balanceOf(KAPPA)).to.equal(2_000n);
    expect((await take(back, "--send --as kappa-fasteners")).sent).to.deep.equal([]);
    const shown = await cli.run(`payments iso import ${back} ${common()}`);
    expect(shown.stdout).to.match(/980\.00 EUR +│ 20\.00 EUR +│ 1000\.00 EUR +│ 0\.00 EUR/);

    await cli.json(make("30.00 EUR", "RT-2", ""));
    const refused = await cli.refusal(`payments iso import ${back} ${common()}`);
    expect([refused.name, refused.why]).to.deep.equal([
      "MessageContradicts",
      `Return 1 brings 30.00 EUR with its charges, of payment ${UETR} 0.00 EUR can still come back.`,
    ]);
    const { xml } = await cli.json<{ xml: string }>(
      `payments iso export pacs.002 --for ${back} --store ${store}`,
    );
    expect(xml).to.include("<GrpSts>RJCT</GrpSts>").and.to.include("<Cd>AM09</Cd>");
    const day = await compare(await statement(ORION_IBAN));
    expect([day.clean, day.matched.length]).to.deep.equal([true, 3]);
  });

  it("writes orders in five currencies, and finds reports about them", async () => {
    const out = join(cli.folder, "orders.xml");
    const write = (kind: string) =>
      cli.json<{ name: string }>(
        `payments iso export ${kind} --orders data/orders-cross-border.json --out ${out} --store ${store}`,
      );
    expect((await write("pain.001")).name).to.equal("pain.001.001.09");
    const xml = await readFile(out, "utf8");
    expect(xml)
      .to.include('Ccy="JPY">5000000<')
      .and.to.include('Ccy="KWD">12.345<')
      .and.to.include("<CtrlSum>6318762.735</CtrlSum>");
    const taken = await take(out);
    expect([taken.isKnown, taken.payments.length]).to.deep.equal([true, 5]);
    expect((await write("pacs.008")).name).to.equal("pacs.008.001.08");
    expect(await readFile(out, "utf8")).to.include("<ChrgBr>CRED</ChrgBr>");
    const banks = await cli.refusal(
      `payments iso export pacs.009 --orders data/orders-cross-border.json --store ${store}`,
    );
    expect(banks.why).to.include("a bank pays a bank, so both need a bic");
  });

  it("refuses a faulty message whole, writes nothing, and answers it with its reasons", async () => {
    const path = await file("faulty.xml", pacs008({ SHAR: "XXXX", '"EUR"': '"X9X"' }));
    const { name, why, remedy } = await cli.refusal(`payments iso import ${path} ${common()}`);
    expect(name).to.equal("MessageInvalid");
    expect(why.split("\n")).to.have.length(2);
    expect(why).to.match(
      /faulty\.xml:5:1 {2}Document\/.*IntrBkSttlmAmt: "1000\.00" is in X9X, which is no currency/,
    );
    expect(remedy).to.include("payments iso export pacs.002 --for");
    const { xml } = await cli.json<{ xml: string }>(
      `payments iso export pacs.002 --for ${path} --store ${store}`,
    );
    expect(xml)
      .to.include("<GrpSts>RJCT</GrpSts>")
      .and.to.include("<Cd>AM11</Cd>")
      .and.to.include("<Cd>CH16</Cd>");
    expect((await take(await file("good.xml", pacs008()))).isKnown).to.equal(false);
  });

  it("parks payments of unknown accounts and pays the others; leaves what is not due or not the signer's", async () => {
    const unknown = await take(
      await file("unknown.xml", pacs008({ "GH-KAPPA-1": "GH-NOBODY" })),
      "--send --as orion-motors",
    );
    expect(unknown.payments[0]).to.deep.include({
      state: "parked",
      why: "the creditor's account GH-NOBODY is not in the address book",
    });
    expect(unknown.sent).to.deep.equal([]);
    const changes = {
      ">M-1<": ">M-2<",
      [UETR]: UETR.replace("e", "a"),
      "2026-11-27</IntrBkSttlmDt>": "2099-01-01</IntrBkSttlmDt>",
    };
    const later = await file("later.xml", pacs008(changes));
    expect((await take(later, "--send --as orion-motors")).sent[0]?.outcome).to.equal("due on 2099-01-01");
    expect((await take(later, "--send --as kappa-fasteners")).sent[0]?.outcome).to.equal(
      `left: ${ORION} belongs to orion-motors`,
    );
    expect(await token.balanceOf(KAPPA)).to.equal(0n);
    expect((await cli.refusal(`payments iso import ${later} ${common()} --send`)).why).to.equal(
      "--as is missing.",
    );
  });

  it("parks a report of what it does not know (I15)", async () => {
    const report = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.002.001.03"><FIToFIPmtStsRpt>
<GrpHdr><MsgId>R-1</MsgId><CreDtTm>2026-11-27T17:03:11</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>UNKNOWN</OrgnlMsgId><OrgnlMsgNmId>UNKNOWN</OrgnlMsgNmId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>
</FIToFIPmtStsRpt></Document>`;
    await take(await file("transfer.xml", pacs008()));
    const { parked, statuses } = await take(await file("report.xml", report));
    expect([parked.length, statuses.length]).to.deep.equal([1, 0]);
    expect((await take(await file("transfer.xml", pacs008()))).payments[0]?.state).to.equal("planned");
  });

  it("explains wrong input", async () => {
    const cases: Record<string, string> = {
      "payments iso import nowhere.xml": "nowhere.xml cannot be read (ENOENT).",
      "payments iso export camt.054": '"camt.054" is not written.',
      "payments iso export camt.053": "--account is missing.",
      "payments iso export camt.053 --account GH-NOBODY": 'No member is called "GH-NOBODY".',
      "payments iso export camt.053 --account GH-KAPPA-1": "--currency is missing.",
      "payments iso export camt.053 --account GH-KAPPA-1 --currency EUR": "--day is missing.",
      "payments iso export camt.053 --account GH-KAPPA-1 --currency EUR --day 2026-02-30":
        '--day "2026-02-30" is no day.',
      "payments iso export camt.053 --account GH-KAPPA-1 --currency SEK --day 2026-11-27":
        'No bank of the alliance issues SEK: the directory has no entry "token:SEK:<bank>".',
      "payments iso export camt.053 --account GH-KAPPA-1 --currency EUR --day 2099-01-01":
        "2099-01-01 has not begun on the ledger.",
      "payments iso export pain.001 --orders nowhere.json":
        "nowhere.json cannot be used; nothing was written.\n- it cannot be read (ENOENT)",
      "payments iso export pain.001 --orders data/orders-cross-border.json --addresses old":
        '"old" is no profile of addresses.',
      "payments iso export pain.001 --orders data/orders-cross-border.json --addresses structured":
        "The address of Kappa Fasteners cannot be sent: it mixes lines with fields.",
      "payments iso export pacs.002": "--for is missing.",
      "payments iso export pacs.002 --for nowhere.xml": "nowhere.xml cannot be read (ENOENT).",
      "payments iso export pacs.002 --for data/payroll.pain001.xml":
        "No payment of data/payroll.pain001.xml is known here.",
      [`payments iso export pacs.004 --uetr ${UETR}`]: `No payment ${UETR} is known here.`,
      "payments iso export pacs.004 --uetr 7": '"7" is no UETR.',
      "payments reconcile nowhere.xml": "nowhere.xml cannot be read (ENOENT).",
      "payments reconcile data/payroll.pain001.xml": "data/payroll.pain001.xml is a pain.001, no statement.",
      "payments iso import data/payroll.pain001.xml --accounts nowhere.yaml":
        "nowhere.yaml:1:1  The file cannot be read (ENOENT). Give the path of a file that exists.",
    };
    for (const [command, why] of Object.entries(cases)) {
      const kept = command.startsWith("payments iso") ? ` --store ${store}` : "";
      expect((await cli.refusal(command + kept)).why, command).to.equal(why);
    }
    const strange = await file(
      "strange.yaml",
      `accounts:\n  - { organisation: jade-bank, account: "${ORION}", other: X }\n`,
    );
    expect(
      (
        await cli.refusal(
          `payments iso import data/payroll.pain001.xml --accounts ${strange} --store ${store}`,
        )
      ).why,
    ).to.equal(
      `${strange} does not fit the alliance.\n- accounts[0]: ${ORION} is an account of orion-motors, not of jade-bank.`,
    );
  });

  it("knows an account that was removed since: it is in statements still", async () => {
    const former = "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955";
    await cli.json(`member account remove ${former} --as orion-motors`);
    const book = await file(
      "former.yaml",
      `accounts:\n  - { organisation: orion-motors, account: "${former}", other: FORMER }\n`,
    );
    const written = `payments iso export camt.053 --account FORMER --currency EUR --bank aurum-bank --day ${today}`;
    expect((await cli.run(`${written} --accounts ${book}`)).exitCode).to.equal(0);
  });
});
