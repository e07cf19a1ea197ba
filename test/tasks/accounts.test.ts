import { expect } from "chai";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";

const OPERATOR = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const ADMIN = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const FRESH = "0xdD2FD4581271e230360230F9337D5c0430Bf44C0";
const STRANGER = "0x000000000000000000000000000000000000dEaD";

interface AccountRow {
  address: string;
  rights: string[];
  frozenBy: string[];
}

describe("Tasks: accounts", function () {
  this.timeout(30_000);
  let chain: Chain;
  let cli: CommandLine;

  before(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
    await chain.snapshot();
  });

  afterEach(() => chain.restore());

  after(async () => {
    await cli.close();
    await chain.close();
  });

  const accounts = async () => (await cli.json<{ accounts: AccountRow[] }>("member show nordgrid")).accounts;
  const account = async (address: string) => (await accounts()).find((each) => each.address === address);

  it("adds an account whose key is at hand", async () => {
    await cli.json(`member account add ${FRESH} --rights operator,viewer --as nordgrid`);
    expect((await account(FRESH))?.rights).to.deep.equal(["operator", "viewer"]);
  });

  it("adds an account on the consent that it printed elsewhere", async () => {
    const { consent } = await cli.json(`member account consent nordgrid --rights admin --as ${FRESH}`);
    await cli.json(`member account add ${FRESH} --rights admin --consent ${consent} --as nordgrid`);
    expect((await account(FRESH))?.rights).to.deep.equal(["admin"]);
  });

  it("refuses a consent for other rights, one that is none, and rights that are none", async () => {
    const { consent } = await cli.json(`member account consent nordgrid --rights viewer --as ${FRESH}`);
    const add = (options: string) => cli.refusal(`member account add ${FRESH} ${options} --as nordgrid`);
    expect((await add(`--rights admin --consent ${consent}`)).name).to.match(
      /^Registry_.*(Consent|Signature)/,
    );
    expect((await add("--rights admin --consent yes")).why).to.equal('--consent "yes" is not a signature.');
    expect((await add("--rights owner")).why).to.equal('"owner" is not known here.');
    expect((await add("")).why).to.equal("--rights is missing.");
  });

  it("names the keys it looked for when an account's own is not at hand", async () => {
    const { why } = await cli.refusal(`member account add ${STRANGER} --rights viewer --as nordgrid`);
    expect(why).to.equal(
      `No key of ${STRANGER} is at hand: the node does not hold it, and it is in none of ` +
        "GUILDHALL_KEY_000000000000000000000000000000000000DEAD.",
    );
    const consent = await cli.refusal("member account consent nordgrid --rights viewer");
    expect(consent.why).to.equal("--as is missing.");
  });

  it("freezes and lifts, and says when there is nothing to do", async () => {
    const freeze = `member account freeze ${OPERATOR} --as nordgrid`;
    await cli.json(freeze);
    expect((await account(OPERATOR))?.frozenBy).to.deep.equal(["organisation"]);
    expect((await cli.refusal(freeze)).name).to.equal("Registry_NothingToChange");
    expect((await cli.json(`${freeze} --lift`)).done).to.equal(`The freeze of ${OPERATOR} is lifted.`);
    expect((await account(OPERATOR))?.frozenBy).to.deep.equal([]);
  });

  it("lets the compliance office freeze any account, which its own organisation cannot lift", async () => {
    const freeze = `member account freeze ${OPERATOR} --as clearview-audit --compliance`;
    await cli.json(freeze);
    expect((await account(OPERATOR))?.frozenBy).to.deep.equal(["compliance"]);
    expect((await cli.refusal(`member account freeze ${OPERATOR} --lift --as nordgrid`)).name).to.match(
      /^Registry_/,
    );
    await cli.json(`${freeze} --lift`);
    expect((await account(OPERATOR))?.frozenBy).to.deep.equal([]);
    expect((await cli.refusal(`member account freeze ${OPERATOR} --as nordgrid --compliance`)).why).to.equal(
      'Nordgrid does not hold the office "compliance".',
    );
  });

  it("rotates the key of an account; the old one is out", async () => {
    await cli.json(`member account rotate ${ADMIN} ${FRESH} --as nordgrid`);
    expect((await account(FRESH))?.rights).to.deep.equal(["admin", "operator"]);
    expect(await account(ADMIN)).to.equal(undefined);
    expect((await cli.refusal(`member account freeze ${OPERATOR} --as ${ADMIN}`)).name).to.match(
      /^Registry_/,
    );
    await cli.json(`member account freeze ${OPERATOR} --as nordgrid`);
  });

  it("removes an account, but not the last admin and not another's", async () => {
    await cli.json(`member account remove ${OPERATOR} --as nordgrid`);
    expect((await accounts()).map(({ address }) => address)).to.deep.equal([ADMIN]);
    expect((await cli.refusal(`member account remove ${ADMIN} --as nordgrid`)).name).to.equal(
      "Registry_LastAdmin",
    );
    const foreign = await cli.refusal(`member account rotate ${OPERATOR} ${FRESH} --as jade-bank`);
    expect(foreign.why).to.equal(`${OPERATOR} is no account of Jade Bank.`);
  });

  it("takes no address with a wrong checksum, as argument or as signer", async () => {
    const wrong = ADMIN.replace("f39F", "f39f");
    const remedy = "Give 0x and 40 hex digits; check the upper and lower case.";
    for (const command of [`freeze ${wrong} --as nordgrid`, `freeze ${OPERATOR} --as ${wrong}`]) {
      const refused = await cli.refusal(`member account ${command}`);
      expect(refused.why).to.match(/^(account|--as) "0xf39fd6e51.*" is not an address\.$/);
      expect(refused.remedy).to.equal(remedy);
    }
  });
});
