import { expect } from "chai";
import { decide } from "../lib/alliance.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { rpcProxy } from "../lib/rpc-proxy.ts";

const CLEARVIEW = "0xdF3e18d64BC6A983f673Ab319CCaE4f1a57C7097";
const REGISTRAR = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

interface Office {
  office: string;
  holders: { account: string; delaySeconds: number }[];
}

describe("Tasks: the alliance, offices and sign-ins", function () {
  this.timeout(60_000);
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

  it("consortium show: figures of the alliance and where its contracts are", async () => {
    expect(await cli.json("consortium show")).to.deep.include({
      network: "localhost",
      chainId: 20260,
      members: 8,
      validators: 6,
      liveValidators: 0,
      quorum: 4,
      faultTolerance: 1,
      proposals: 0,
      governor: "0x0000000000000000000000000000000000007772",
      registry: "0x0000000000000000000000000000000000007771",
      logEntries: 0,
    });
    expect((await cli.json("consortium show")).logHead).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("consortium log: tells every change and that the links hold", async () => {
    await cli.json("member account remove 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --as jade-bank");
    const { verified, head, founders, entries } = await cli.json<{
      verified: boolean;
      head: string;
      founders: unknown[];
      entries: { event: { name: string } }[];
    }>("consortium log");
    expect(verified).to.equal(true);
    expect(founders).to.have.length(8);
    expect(entries.map(({ event }) => event.name)).to.deep.equal(["AccountRemoved"]);
    expect((await cli.json("consortium show")).logHead).to.equal(head);
    expect((await cli.run("consortium log")).stdout).to.include("AccountRemoved");
  });

  it("consortium log: does not trust a node that leaves out a change", async () => {
    await cli.json("member account remove 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --as jade-bank");
    const node = await rpcProxy(chain.url, ({ method }, forward) =>
      method === "eth_getLogs" ? { result: [] } : forward(),
    );
    const misled = await commandLine(node.url);
    expect(await misled.refusal("consortium log")).to.deep.include({ name: "LogBroken" });
    await misled.close();
    await node.close();
  });

  it("says that a chain was not founded as an alliance", async () => {
    await chain.provider.send("hardhat_setCode", ["0x0000000000000000000000000000000000007770", "0x"]);
    const { name, why } = await cli.refusal("member list");
    expect(name).to.equal("AllianceNotFound");
    expect(why).to.match(
      /^Chain 20260 has no directory at 0x0{36}7770, so it was not founded as a Guildhall alliance\./,
    );
  });

  it("role list: the founding offices and their holders", async () => {
    const offices = await cli.json<Office[]>("role list");
    expect(offices.map(({ office, holders }) => [office, holders])).to.deep.equal([
      ["registrar", [{ account: REGISTRAR, delaySeconds: 0 }]],
      ["compliance", [{ account: "0xcd3B766CCDd6AE721141F452C550Ca635964ce71", delaySeconds: 0 }]],
    ]);
  });

  it("role grant and revoke: give and take an office by vote", async () => {
    const vote = async (command: string): Promise<void> => {
      const { proposal } = await cli.json<{ proposal: number }>(`${command} --as nordgrid`);
      await decide(chain.provider, proposal);
    };
    const registrars = async () => (await cli.json<Office[]>("role list"))[0]?.holders;
    await vote(`role grant registrar ${CLEARVIEW} --delay 60`);
    expect(await registrars()).to.deep.include({ account: CLEARVIEW, delaySeconds: 60 });
    await vote(`role revoke registrar ${REGISTRAR}`);
    expect(await registrars()).to.deep.equal([{ account: CLEARVIEW, delaySeconds: 60 }]);
  });

  it("role grant: knows the offices and whole seconds", async () => {
    const grant = (words: string) => cli.refusal(`role grant ${words} --as nordgrid`);
    expect(await grant(`banker ${CLEARVIEW}`)).to.deep.include({
      why: 'There is no office "banker".',
      remedy: "The offices are registrar, compliance.",
    });
    expect((await grant("registrar clearview")).why).to.equal('account "clearview" is not an address.');
    expect((await grant(`registrar ${CLEARVIEW} --delay soon`)).why).to.equal(
      '--delay "soon" is not a whole number.',
    );
  });

  it("session open, list and close: on the ledger, after the journal was voted in", async () => {
    expect((await cli.refusal("session list aurum-bank")).why).to.equal(
      'The directory of this chain has no entry "sessionJournal".',
    );
    await cli.json("deploy --carry --as nordgrid");
    const { session, secret } = await cli.json("session open --hours 2 --as aurum-bank");
    expect(secret).to.match(/^0x[0-9a-f]{64}$/);
    expect((await cli.refusal("session close 0x1234 --as aurum-bank")).why).to.equal(
      'session "0x1234" is not a digest.',
    );
    expect((await cli.refusal(`session close ${session} --as jade-bank`)).name).to.match(/^Sessions_/);
    await cli.json(`session close ${session} --as aurum-bank`);
    expect((await cli.refusal(`session close ${session} --as aurum-bank`)).name).to.equal("Sessions_NotOpen");
    const entries =
      await cli.json<{ kind: string; session: string; at: number; expiresAt: number }[]>(
        "session list aurum-bank",
      );
    expect(entries.map(({ kind }) => kind)).to.deep.equal(["opened", "closed"]);
    expect(Math.round((Number(entries[0]?.expiresAt) - Number(entries[0]?.at)) / 60)).to.equal(120);
    expect(await cli.json("session list jade-bank")).to.deep.equal([]);
    expect((await cli.refusal("session open --hours 0 --as aurum-bank")).why).to.equal(
      '--hours "0" is not a whole number.',
    );
  });

  it("proposal: knows its number, the ways to vote, and who may withdraw it", async () => {
    expect(await cli.json("proposal list")).to.deep.equal([]);
    expect((await cli.run("proposal list")).stdout).to.equal("(none)");
    expect(await cli.refusal("proposal show 1")).to.deep.include({
      why: "There is no proposal 1.",
      remedy: "None was made yet.",
    });
    await cli.json(`role revoke registrar ${REGISTRAR} --as aurum-bank`);
    expect((await cli.refusal("proposal vote 2 for --as nordgrid")).remedy).to.equal(
      "They are numbered 1 to 1; see `proposal list`.",
    );
    expect((await cli.refusal("proposal vote 1 maybe --as nordgrid")).remedy).to.equal(
      "Choose from against, for, abstain.",
    );
    expect((await cli.refusal("proposal cancel 1 --as nordgrid")).name).to.match(/^Governor_?/);
    await cli.json("proposal cancel 1 --as aurum-bank");
    expect((await cli.json("proposal show 1")).state).to.equal("canceled");
  });
});
