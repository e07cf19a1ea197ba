import { expect } from "chai";
import { keccak256 } from "ethers";
import type { EthereumProvider } from "hardhat/types/providers";
import { developmentKey } from "../lib/alliance.ts";
import { type Chain, startChain } from "../lib/chain.ts";
import { environmentFor } from "../lib/command-line.ts";
import { type Intercept, RESET, type RpcProxy, rpcProxy } from "../lib/rpc-proxy.ts";

const TO = "0x000000000000000000000000000000000000dEaD";
const { address, privateKey } = developmentKey(0);
const FREE = { from: address, to: TO, gas: "0x7530", maxFeePerGas: "0x0", maxPriorityFeePerGas: "0x0" };

describe("Sending through Hardhat, with patience", function () {
  this.timeout(60_000);
  let chain: Chain;
  let proxy: RpcProxy;

  beforeEach(async () => {
    chain = await startChain();
  });

  afterEach(async () => {
    await proxy.close();
    await chain.close();
  });

  async function behind(intercept: Intercept, accounts: "remote" | string[]): Promise<EthereumProvider> {
    proxy = await rpcProxy(chain.url, intercept);
    const hre = await environmentFor(proxy.url, "deployments-of-no-test");
    return (await hre.network.create({ network: "localhost", override: { accounts } })).provider;
  }

  const send = (provider: EthereumProvider, fields: object = {}): Promise<string> =>
    provider.request({ method: "eth_sendTransaction", params: [{ ...FREE, ...fields }] });

  const sends = () => proxy.requests.filter(({ method }) => method.startsWith("eth_send"));

  /** Lets the node take the first send and keeps its answer back. */
  const losesAnswer = (): Intercept => {
    let count = 0;
    return async ({ method }, forward) => {
      const answer = await forward();
      return method.startsWith("eth_send") && ++count === 1 ? RESET : answer;
    };
  };

  const signers = { "the node holds": "remote", "Hardhat signs for": [privateKey] } as const;
  for (const [whose, accounts] of Object.entries(signers)) {
    it(`sends again when the answer is lost, once in effect, for an account that ${whose}`, async () => {
      const provider = await behind(losesAnswer(), typeof accounts === "string" ? accounts : [...accounts]);
      const hash = await send(provider, { nonce: "0x0" });
      expect(sends()).to.have.length(2);
      expect(await chain.provider.getTransactionCount(address)).to.equal(1);
      expect((await chain.provider.getTransactionReceipt(hash))?.status).to.equal(1);
    });
  }

  it("does not send again what has no nonce, and says that its fate is open", async () => {
    const provider = await behind(losesAnswer(), "remote");
    const error = await send(provider).then(
      () => expect.fail("was answered"),
      (refusal: Error) => refusal,
    );
    expect(error.name).to.equal("SendUnclear");
    expect(sends()).to.have.length(1);
  });

  it("does not wait over a refusal that will not change", async () => {
    const refusal = { code: -32007, message: "Sender account not authorized to send transactions" };
    const provider = await behind(
      ({ method }, forward) => (method.startsWith("eth_send") ? { error: refusal } : forward()),
      "remote",
    );
    const error = await send(provider, { nonce: "0x0" }).catch((caught: Error) => caught);
    expect(String(error)).to.include(refusal.message);
    expect(sends()).to.have.length(1);
  });

  it("sends again what a full node answered with a hash and dropped", async () => {
    let dropped = false;
    const provider = await behind(
      ({ method, params }, forward) => {
        if (method !== "eth_sendRawTransaction" || dropped) return forward();
        dropped = true;
        return { result: keccak256(String(params[0])) };
      },
      [privateKey],
    );
    const hash = await send(provider, { nonce: "0x0" });
    expect(await chain.provider.getTransactionCount(address)).to.equal(0);
    const found = await provider.request({ method: "eth_getTransactionByHash", params: [hash] });
    expect(found).to.have.property("hash", hash);
    const [first, second] = sends();
    expect(second?.params).to.deep.equal(first?.params);
  });

  it("asks again for the latest block when the node has none for a moment", async () => {
    let count = 0;
    const provider = await behind(
      ({ params }, forward) => (params[0] === "latest" && ++count === 1 ? { result: null } : forward()),
      "remote",
    );
    const block = await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] });
    expect(block).to.have.property("number", "0x0");
    const unknown = { method: "eth_getBlockByNumber", params: ["0x99", false] };
    expect(await provider.request(unknown)).to.equal(null);
    expect(proxy.requests.filter(({ params }) => params[0] === "0x99")).to.have.length(1);
  });

  it("does not wait for a hash that it has not sent", async () => {
    const provider = await behind((_, forward) => forward(), "remote");
    const params = [`0x${"11".repeat(32)}`];
    expect(await provider.request({ method: "eth_getTransactionByHash", params })).to.equal(null);
    expect(proxy.requests.filter(({ method }) => method === "eth_getTransactionByHash")).to.have.length(1);
  });
});
