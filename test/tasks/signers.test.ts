import { ConsortiumRegistry__factory } from "@guildhall/sdk";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { developmentKey } from "../lib/alliance.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { type RpcProxy, rpcProxy } from "../lib/rpc-proxy.ts";

const OPERATOR_OF_NORDGRID = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

describe("Tasks: signers whose keys are in variables", function () {
  this.timeout(30_000);
  let chain: Chain;
  let node: RpcProxy;
  let cli: CommandLine;
  const set = new Set<string>();

  /** A production node: it holds no keys. */
  const keyless = (url: string): Promise<RpcProxy> =>
    rpcProxy(url, ({ method }, forward) => {
      if (method === "eth_accounts") return { result: [] };
      if (method === "eth_sendTransaction") return { error: { code: -32604, message: "Method not enabled" } };
      return forward();
    });
  const setKey = (name: string, key: string): void => {
    process.env[`GUILDHALL_KEY_${name}`] = key;
    set.add(`GUILDHALL_KEY_${name}`);
  };

  before(async () => {
    chain = await startChain();
    node = await keyless(chain.url);
    cli = await commandLine(node.url);
    await chain.snapshot();
  });

  afterEach(async () => {
    for (const name of set) delete process.env[name];
    set.clear();
    await chain.restore();
  });

  after(async () => {
    await cli.close();
    await node.close();
    await chain.close();
  });

  it("names the variable that is not set", async () => {
    const { why, remedy } = await cli.refusal("validator poke --blocks 1 --as aurum-bank");
    expect(why).to.equal(
      "No key of Aurum Bank is at hand: the node holds none of its admin accounts and GUILDHALL_KEY_AURUM_BANK is not set.",
    );
    expect(remedy).to.match(/^Store the key once with `npx hardhat keystore set GUILDHALL_KEY_AURUM_BANK`/);
  });

  it("signs with the key of a member, whose account has no balance, at no price", async () => {
    const { address, privateKey } = developmentKey(2);
    setKey("AURUM_BANK", privateKey);
    await cli.json("validator poke --blocks 1 --as aurum-bank");
    await cli.json("validator poke --blocks 2 --as 'Aurum Bank'");
    expect(await chain.provider.getTransactionCount(address)).to.equal(3);
    const block = await chain.provider.getBlock("latest", true);
    expect(block?.prefetchedTransactions[0]).to.include({ from: address, gasPrice: 0n });
  });

  it("takes a key without 0x, and refuses what is no key without repeating it", async () => {
    setKey("AURUM_BANK", developmentKey(2).privateKey.slice(2));
    await cli.json("validator poke --blocks 1 --as aurum-bank");
    setKey("AURUM_BANK", "hunter2");
    const refused = await cli.refusal("validator poke --blocks 1 --as aurum-bank");
    expect(refused.why).to.equal("GUILDHALL_KEY_AURUM_BANK does not hold a private key.");
    expect(JSON.stringify(refused)).to.not.include("hunter2");
  });

  it("refuses the key of another member's account, or of one without the right", async () => {
    setKey("AURUM_BANK", developmentKey(4).privateKey);
    expect((await cli.refusal("validator poke --blocks 1 --as aurum-bank")).why).to.equal(
      `The key in GUILDHALL_KEY_AURUM_BANK belongs to ${developmentKey(4).address}, ` +
        "which is no admin account of Aurum Bank.",
    );
    setKey("NORDGRID", developmentKey(1).privateKey);
    const { why, remedy } = await cli.refusal("validator poke --blocks 1 --as nordgrid");
    expect(why).to.equal(
      `The key in GUILDHALL_KEY_NORDGRID belongs to ${OPERATOR_OF_NORDGRID}, which is no admin account of Nordgrid.`,
    );
    expect(remedy).to.match(/^Its admin accounts are 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266;/);
  });

  it("goes on with the key of a member's account under its address, where the member's own was replaced", async () => {
    const { address, privateKey } = developmentKey(0);
    setKey("NORDGRID", developmentKey(1).privateKey);
    setKey(address.slice(2).toUpperCase(), developmentKey(2).privateKey);
    const refused = await cli.refusal("validator poke --blocks 1 --as nordgrid");
    expect(refused.why).to.match(/^The key in GUILDHALL_KEY_NORDGRID belongs to/);
    setKey(address.slice(2).toUpperCase(), privateKey);
    await cli.json("validator poke --blocks 1 --as nordgrid");
  });

  it("finds the key of one account under its address, for the office that it holds", async () => {
    const update = "member update jade-bank --kyc-until 2033-06-30 --as nordgrid";
    setKey("NORDGRID", developmentKey(0).privateKey);
    expect((await cli.refusal(update)).why).to.match(
      new RegExp(
        `^No key of ${OPERATOR_OF_NORDGRID} is at hand: .* none of GUILDHALL_KEY_7099.*, GUILDHALL_KEY_NORDGRID\\.$`,
      ),
    );
    setKey(OPERATOR_OF_NORDGRID.slice(2).toUpperCase(), developmentKey(1).privateKey);
    await cli.json(update);
  });

  it("signs an application with the applicant's key, and a consent with the new account's", async () => {
    expect((await cli.refusal("member apply data/applicant.yaml")).why).to.match(
      /GUILDHALL_KEY_SOLARIS_ENERGY/,
    );
    setKey("SOLARIS_ENERGY", developmentKey(16).privateKey);
    await cli.json("member apply data/applicant.yaml");
    const { address, privateKey } = developmentKey(30);
    setKey("NORDGRID", developmentKey(0).privateKey);
    setKey(address.slice(2).toUpperCase(), privateKey);
    await cli.json(`member account add ${address} --rights viewer --as nordgrid`);
    const registry = ConsortiumRegistry__factory.connect(PREDEPLOYS.registry, chain.provider);
    expect((await registry.accountOf(address)).orgId).to.equal(1n);
  });

  it("deploys with such a key and carries the vote with those at hand", async () => {
    const voters = ["NORDGRID", "AURUM_BANK", "JADE_BANK", "ORION_MOTORS", "DELTA_CASTINGS"];
    for (const [index, alias] of voters.entries()) setKey(alias, developmentKey(2 * index).privateKey);
    const { proposal, contracts } = await cli.json<{
      proposal: { state: string };
      contracts: Record<string, string>;
    }>("deploy --carry --as nordgrid");
    expect(proposal.state).to.equal("executed");
    expect(await chain.provider.getCode(contracts.sessionJournal ?? "")).to.not.equal("0x");
    const { address } = developmentKey(0);
    const block = await chain.provider.getBlock(1, true);
    expect(block?.prefetchedTransactions[0]).to.include({ from: address, to: null, gasPrice: 0n });
  });

  it("passes over a frozen account of a member that has another", async () => {
    const { address, privateKey } = developmentKey(30);
    setKey("NORDGRID", developmentKey(0).privateKey);
    setKey(address.slice(2).toUpperCase(), privateKey);
    await cli.json(`member account add ${address} --rights admin --as nordgrid`);
    await cli.json(`member account freeze ${developmentKey(0).address} --as ${address}`);
    const held = await commandLine(chain.url);
    await held.json("validator poke --blocks 1 --as nordgrid");
    const block = await chain.provider.getBlock("latest", true);
    expect(block?.prefetchedTransactions[0]?.from).to.equal(address);
    await held.close();
  });
});
