import { connectAlliance, openNode, send } from "@guildhall/sdk";
import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import { expect } from "chai";
import { Transaction, Wallet } from "ethers";
import { developmentKey } from "../lib/alliance.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { type CommandLine, commandLine } from "../lib/command-line.ts";
import { DEPLOYED } from "../lib/deployed.ts";
import { type Intercept, type RpcProxy, rpcProxy } from "../lib/rpc-proxy.ts";

const REGISTRY = "0x0000000000000000000000000000000000007771";
const TO = "0x000000000000000000000000000000000000dEaD";

interface Priced {
  gasPrice?: string;
  maxFeePerGas?: string;
  maxPriorityFeePerGas?: string;
}

describe("Deployment to nodes with ways of their own", function () {
  this.timeout(180_000);
  let chain: Chain;
  const open: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    chain = await startChain();
  });

  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    await chain.close();
  });

  async function behind(intercept: Intercept): Promise<{ cli: CommandLine; proxy: RpcProxy }> {
    const proxy = await rpcProxy(chain.url, intercept);
    open.unshift(proxy);
    const cli = await commandLine(proxy.url);
    open.unshift(cli);
    return { cli, proxy };
  }

  const sends = ({ requests }: RpcProxy) => requests.filter(({ method }) => method.startsWith("eth_send"));

  it("goes through a node that holds at most four transactions of a sender", async () => {
    await chain.provider.send("evm_setAutomine", [false]);
    const miner = setInterval(() => void chain.provider.send("evm_mine", []), 200);
    open.unshift({ close: async () => clearInterval(miner) });
    const { cli } = await behind(fourPending(chain));
    const { proposal } = await cli.json<{ proposal: { state: string } }>("deploy --as nordgrid");
    expect(proposal.state).to.equal("pending");
  });

  it("brings many contracts and calls through it, each once (H01)", async () => {
    await chain.provider.send("evm_setAutomine", [false]);
    const miner = setInterval(() => void chain.provider.send("evm_mine", []), 300);
    open.unshift({ close: async () => clearInterval(miner) });
    const { cli, proxy } = await behind(fourPending(chain));
    const module = buildModule("Many", (m) => {
      for (let index = 0; index < 12; index++)
        m.contract("SessionJournal", [REGISTRY], { id: `journal${index}` });
      for (let index = 0; index < 30; index++) m.send(`write${index}`, TO, 0n, "0x01");
      return {};
    });
    const { ignition } = await cli.hre.network.create({ network: "localhost" });
    await ignition.deploy(module, { deploymentId: "many" });
    expect(await chain.provider.getTransactionCount(developmentKey(0).address)).to.equal(42);
    expect(sends(proxy).length, "some were refused at first").to.be.greaterThan(42);
  });

  it("waits for a node that does not find a transaction for seconds after it was sent", async () => {
    const hidden = new Map<string, number>();
    const { cli } = await behind(async ({ method, params }, forward) => {
      const hash = String(params[0]);
      if (method === "eth_getTransactionByHash" && Date.now() < (hidden.get(hash) ?? 0))
        return { result: null };
      const answer = await forward();
      if (method === "eth_sendTransaction" && "result" in answer && hidden.size < 4)
        hidden.set(String(answer.result), Date.now() + 5000);
      return answer;
    });
    await cli.json("deploy --as nordgrid");
    const { governor } = await connectAlliance(chain.provider);
    expect(await governor.proposalCount()).to.equal(1n);
    expect(await chain.provider.getBlockNumber(), "each contract once, and one proposal").to.equal(
      DEPLOYED.length + 1,
    );
  });

  it("asks for estimates at no price, which a node grants to accounts without balance", async () => {
    const { cli, proxy } = await behind(({ method, params }, forward) =>
      method === "eth_estimateGas" && !isFree(params[0] as Priced) ? TOO_POOR : forward(),
    );
    const { proposal } = await cli.json<{ proposal: { state: string } }>("deploy --carry --as nordgrid");
    expect(proposal.state).to.equal("executed");
    expect(proxy.requests.filter(({ method }) => method === "eth_estimateGas")).to.not.be.empty;
  });

  it("names the node's option when the node refuses even that", async () => {
    const { cli } = await behind(({ method }, forward) =>
      method === "eth_estimateGas" ? TOO_POOR : forward(),
    );
    const { name, remedy } = await cli.refusal("validator poke --blocks 1 --as nordgrid");
    expect(name).to.equal("UpfrontCostExceedsBalance");
    expect(remedy).to.include("--tx-pool-enable-balance-check=false");
  });

  it("deploys at no price even where a configuration names one to Ignition", async () => {
    const { cli } = await behind((_, forward) => forward());
    const module = buildModule("One", (m) => ({ journal: m.contract("SessionJournal", [REGISTRY]) }));
    const override = { ignition: { maxPriorityFeePerGas: 1_000_000_000n } };
    const { ignition } = await cli.hre.network.create({ network: "localhost", override });
    await ignition.deploy(module, { deploymentId: "one" });
    const block = await chain.provider.getBlock("latest", true);
    expect(block?.prefetchedTransactions[0]).to.include({ to: null, maxFeePerGas: 0n });
  });

  describe("refuses, before it is sent, a transaction that its sender cannot pay", () => {
    const price = 1_000_000_000n;

    async function refused(attempt: (cli: CommandLine, proxy: RpcProxy) => Promise<unknown>): Promise<void> {
      const { cli, proxy } = await behind((_, forward) => forward());
      const outcome = attempt(cli, proxy).then(
        () => "it was sent",
        (error: unknown) => String(error),
      );
      expect(await outcome).to.match(/may cost 0x\w{40} up to \d+ wei, but it has 0/);
      expect(sends(proxy)).to.deep.equal([]);
    }

    it("through hre.ethers", () =>
      refused(async ({ hre }) => {
        const { ethers } = await hre.network.create();
        const [signer] = await ethers.getSigners();
        await signer?.sendTransaction({ to: TO, gasPrice: price });
      }));

    it("through a network whose configuration sets a price", () =>
      refused(async ({ hre }) => {
        const { provider } = await hre.network.create({
          network: "localhost",
          override: { gasPrice: price },
        });
        await provider.request({
          method: "eth_sendTransaction",
          params: [{ to: TO, from: developmentKey(0).address }],
        });
      }));

    it("through a key of the configuration, which signs within Hardhat", () =>
      refused(async ({ hre }) => {
        const override = { accounts: [developmentKey(0).privateKey], gasPrice: price };
        const { provider } = await hre.network.create({ network: "localhost", override });
        await provider.request({
          method: "eth_sendTransaction",
          params: [{ to: TO, from: developmentKey(0).address }],
        });
      }));

    it("through the SDK", () =>
      refused(async (_, { url }) => {
        const provider = await openNode(url);
        try {
          await send(new Wallet(developmentKey(0).privateKey, provider), { to: TO, maxFeePerGas: price });
        } finally {
          provider.destroy();
        }
      }));

    it("signed already", () =>
      refused(async ({ hre }) => {
        const { provider } = await hre.network.create();
        const transaction = Transaction.from({
          type: 0,
          chainId: 20260,
          to: TO,
          gasLimit: 21_000,
          gasPrice: price,
          nonce: 0,
        });
        transaction.signature = developmentKey(0).signingKey.sign(transaction.unsignedHash);
        await provider.request({ method: "eth_sendRawTransaction", params: [transaction.serialized] });
      }));
  });
});

const TOO_POOR = { error: { code: -32004, message: "Upfront cost exceeds account balance" } };

function isFree({ gasPrice, maxFeePerGas, maxPriorityFeePerGas }: Priced): boolean {
  return (
    [gasPrice, maxFeePerGas, maxPriorityFeePerGas].every(
      (price) => price === undefined || BigInt(price) === 0n,
    ) &&
    (gasPrice !== undefined || maxFeePerGas !== undefined)
  );
}

/** Refuses a sender's fifth transaction until one of its four is mined. */
function fourPending(chain: Chain): Intercept {
  return async ({ method, params }, forward) => {
    if (method !== "eth_sendTransaction") return forward();
    const { from } = params[0] as { from: string };
    const [pending, latest] = await Promise.all([
      chain.provider.getTransactionCount(from, "pending"),
      chain.provider.getTransactionCount(from, "latest"),
    ]);
    if (pending - latest < 4) return forward();
    return { error: { code: -32000, message: "Transaction nonce is too distant from current sender nonce" } };
  };
}
