import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectAlliance } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import type { JsonRpcProvider } from "ethers";
import { defaultPlanFile, readPaymentsPlan } from "../../payments/plan.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { DEPLOYED } from "../lib/deployed.ts";
import { type Intercept, rpcProxy } from "../lib/rpc-proxy.ts";

interface Deployed {
  deployed: string[];
  contracts: Record<string, string>;
  proposal?: { number: number; state: string };
}

describe("Deployment", function () {
  this.timeout(180_000);
  let chain: Chain;
  let cli: CommandLine;

  beforeEach(async () => {
    chain = await startChain();
    cli = await commandLine(chain.url);
  });

  afterEach(async () => {
    await cli.close();
    await chain.close();
  });

  const deploy = (options = "") => cli.json<Deployed>(`deploy ${options} --as nordgrid`);
  const recordFile = () => join(cli.folder, "deployments/localhost/addresses.json");

  it("deploys, proposes, and on a later run goes on where the alliance stands", async () => {
    const first = await deploy();
    expect(first.deployed).to.deep.equal(DEPLOYED);
    expect(first.proposal).to.deep.include({ number: 1, state: "pending" });
    const second = await deploy();
    expect(second.deployed).to.deep.equal([]);
    expect(second.proposal).to.deep.include({ number: 1, state: "pending" });
    expect((await deploy("--carry")).proposal?.state).to.equal("executed");
    expect(await created(chain.provider)).to.have.length(DEPLOYED.length);
  });

  it("changes nothing when all is done: no transaction, no proposal, the same record", async () => {
    const { contracts } = await deploy("--carry");
    const before = [await chain.provider.getBlockNumber(), await readFile(recordFile(), "utf8")];
    const again = await deploy("--carry");
    expect(again).to.deep.equal({ network: "localhost", deployed: [], contracts });
    expect([await chain.provider.getBlockNumber(), await readFile(recordFile(), "utf8")]).to.deep.equal(
      before,
    );
    const { governor } = await connectAlliance(chain.provider);
    expect(await governor.proposalCount()).to.equal(1n);
  });

  it("lists what is in the directory beside what was recorded", async () => {
    interface Listed {
      contracts: { name: string; address?: string; recorded?: string }[];
    }
    const journal = async () =>
      (await cli.json<Listed>("deployments list")).contracts.find(({ name }) => name === "sessionJournal");
    expect(await journal()).to.equal(undefined);
    expect((await cli.run("deployments list")).stdout).to.include("no record of this network");
    const { sessionJournal } = (await deploy()).contracts;
    expect(await journal()).to.deep.equal({ name: "sessionJournal", recorded: sessionJournal });
    expect((await cli.run("deployments list")).stdout).to.include(
      `deployed at ${sessionJournal}, not voted in`,
    );
    await deploy("--carry");
    expect(await journal()).to.deep.equal({
      name: "sessionJournal",
      address: sessionJournal,
      recorded: sessionJournal,
    });
  });

  it("verifies the code of every contract, and names the one that is another", async () => {
    const { sessionJournal } = (await deploy("--carry")).contracts;
    const verdicts = await cli.json<{ name: string; verdict: string }[]>("deployments verify");
    expect(verdicts).to.have.length(7 + DEPLOYED.length);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).to.deep.equal(new Set(["same code"]));
    await chain.provider.send("hardhat_setCode", [sessionJournal, "0xfe"]);
    const { why } = await cli.refusal("deployments verify");
    expect(why).to.match(/^The code of sessionJournal is not what this source tree compiles to\./);
    expect(why).to.match(/sessionJournal +│ SessionJournal +│ 0x\w+ +│ other code/);
  });

  it("forgets what was deployed on a development chain that was started anew", async () => {
    await deploy("--carry");
    const other = await anotherBlock0(chain);
    const moved = await commandLine(other.url, cli.folder);
    expect((await moved.json("deploy --as nordgrid")).deployed).to.deep.equal(DEPLOYED);
    expect(other.sent()).to.equal(DEPLOYED.length + 1);
    await other.close();
  });

  it("forgets what was deployed on a development chain that was started anew with the same block 0", async () => {
    const { sessionJournal } = (await deploy("--carry")).contracts;
    await chain.provider.send("hardhat_setCode", [sessionJournal, "0x"]);
    const again = await deploy();
    expect(again.deployed).to.deep.equal(DEPLOYED);
    expect(again.contracts.sessionJournal).to.not.equal(sessionJournal);
  });

  it("refuses to go on where a real network lacks what was deployed", async () => {
    const { sessionJournal } = (await deploy("--carry")).contracts;
    const before = await readFile(recordFile(), "utf8");
    await chain.provider.send("hardhat_setCode", [sessionJournal, "0x"]);
    const proxy = await rpcProxy(chain.url, ({ method }, forward) =>
      method === "web3_clientVersion" ? { result: "besu/v26.8.0" } : forward(),
    );
    const moved = await commandLine(proxy.url, cli.folder);
    const { name, why } = await moved.refusal("deploy --as nordgrid");
    expect(name).to.equal("DeploymentGone");
    expect(why).to.equal(
      `deployments/localhost has a contract at ${sessionJournal}, where localhost has no code.`,
    );
    expect(await readFile(recordFile(), "utf8")).to.equal(before);
    await proxy.close();
  });

  it("refuses to deploy to a real network whose block 0 is not the recorded one", async () => {
    await deploy("--carry");
    const before = await readFile(recordFile(), "utf8");
    const other = await anotherBlock0(chain, "besu/v26.8.0");
    const moved = await commandLine(other.url, cli.folder);
    const { name, why, remedy } = await moved.refusal("deploy --as nordgrid");
    expect(name).to.equal("OtherChain");
    expect(why).to.match(
      /^deployments\/localhost was made on chain 20260 with block 0 0x\w+, but localhost is now/,
    );
    expect(remedy).to.match(/^Check the URL; if the chain was really founded anew, move that folder away/);
    expect(await readFile(recordFile(), "utf8")).to.equal(before);
    expect(other.sent()).to.equal(0);
    await other.close();
  });

  it("leaves no record of chains that live within the process", async () => {
    const { environmentFor } = await import("../lib/command-line.ts");
    const inProcess = await environmentFor(chain.url, cli.folder);
    const { openContext } = await import("../../tasks/lib/context.ts");
    const { deployContracts } = await import("../../network/deployment/contracts.ts");
    const { signerOf } = await import("../../tasks/lib/signers.ts");
    const context = await openContext(inProcess, await inProcess.network.create("default"));
    const signer = await signerOf(context, "nordgrid");
    const plan = await readPaymentsPlan(defaultPlanFile(inProcess), (await context.readState()).members);
    const { fresh } = await deployContracts(inProcess, context.connection, context.alliance, signer, plan);
    expect(fresh).to.deep.equal(DEPLOYED);
    await readFile(recordFile()).then(
      () => expect.fail("there is a record"),
      ({ code }: NodeJS.ErrnoException) => expect(code).to.equal("ENOENT"),
    );
  });

  it("goes by the same parameters through Ignition's own task", async () => {
    const { sessionJournal } = (await deploy()).contracts;
    const other = await startChain();
    const direct = await commandLine(other.url);
    const { registry } = (await direct.json("consortium show")) as { registry: string };
    await symlink(join(direct.hre.config.paths.root, "modules"), join(direct.folder, "modules"));
    const parameters = join(direct.folder, "parameters.json");
    await writeFile(parameters, JSON.stringify({ Consortium: { registry } }));
    process.env.HARDHAT_IGNITION_CONFIRM_DEPLOYMENT = "false";
    const { stdout, exitCode } = await direct.run(
      `ignition deploy ${join(direct.folder, "modules/consortium.ts")} --parameters ${parameters} --deployment-id localhost`,
    );
    delete process.env.HARDHAT_IGNITION_CONFIRM_DEPLOYMENT;
    expect(exitCode).to.equal(0);
    const [, alone] = /Consortium#SessionJournal - (0x\w{40})/.exec(stdout) ?? [];
    expect(await other.provider.getCode(alone ?? "")).to.equal(
      await chain.provider.getCode(sessionJournal ?? ""),
    );
    await direct.close();
    await other.close();
  });
});

/** Contracts created on a chain by transactions. */
async function created(provider: JsonRpcProvider): Promise<string[]> {
  const head = await provider.getBlockNumber();
  const blocks = await Promise.all(
    Array.from({ length: head + 1 }, (_, number) => provider.getBlock(number, true)),
  );
  const creations = blocks.flatMap(
    (block) => block?.prefetchedTransactions.filter(({ to }) => to === null) ?? [],
  );
  return creations.map(({ hash }) => hash);
}

/** The same chain under another hash of block 0, as if founded anew. */
async function anotherBlock0(chain: Chain, client?: string) {
  const intercept: Intercept = async ({ method, params }, forward) => {
    if (method === "web3_clientVersion" && client !== undefined) return { result: client };
    const answer = await forward();
    if (method !== "eth_getBlockByNumber" || params[0] !== "0x0" || !("result" in answer)) return answer;
    return { result: { ...(answer.result as object), hash: `0x${"ab".repeat(32)}` } };
  };
  const proxy = await rpcProxy(chain.url, intercept);
  const sent = () => proxy.requests.filter(({ method }) => method.startsWith("eth_send")).length;
  return { ...proxy, sent };
}
