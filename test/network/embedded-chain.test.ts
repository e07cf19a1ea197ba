import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { Wallet } from "ethers";
import hre from "hardhat";
import { type Alliance, readAlliance } from "../../network/alliance.ts";
import { cachedGenesis } from "../../network/embedded-chain/cache.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { readValidators } from "../../network/proposers.ts";

/** Init code that burns all gas it is given. */
const BURN = "0xfe";

describe("Embedded chain", () => {
  let alliance: Alliance;

  before(async () => {
    alliance = await readAlliance("data/alliance.yaml");
  });

  it("stands on the alliance's block 0: code, nonce and storage of every account", async () => {
    const { provider } = await hre.network.create();
    const { alloc } = await buildGenesis(alliance, hre.artifacts);
    const read = (method: string, ...params: string[]) =>
      provider.request({ method, params: [...params, "0x0"] });
    for (const [address, account] of Object.entries(alloc)) {
      expect(await read("eth_getCode", address)).to.equal(account.code);
      expect(await read("eth_getTransactionCount", address)).to.equal(account.nonce);
      for (const [slot, value] of Object.entries(account.storage)) {
        expect(await read("eth_getStorageAt", address, slot)).to.equal(value);
      }
    }
  });

  it("has the chain id and the gas limit of the alliance, in each simulated network", async () => {
    for (const network of ["default", "node"]) {
      const { ethers } = await hre.network.create(network);
      expect((await ethers.provider.getNetwork()).chainId).to.equal(BigInt(alliance.chain.id));
      expect((await ethers.provider.getBlock(0))?.gasLimit).to.equal(BigInt(alliance.chain.blockGasLimit));
      expect(await ethers.provider.getCode(PREDEPLOYS.registry)).to.not.equal("0x");
    }
  });

  it("refuses to start as a chain that is not the alliance's", async () => {
    const error: unknown = await hre.network.create({ override: { chainId: 31337 } }).catch(String);
    expect(error).to.match(
      /"default" of hardhat.config.ts is not the alliance's chain: chainId is 31337 there and 20260 in data/,
    );
    const limit: unknown = await hre.network
      .create({ override: { blockGasLimit: 60_000_000 } })
      .catch(String);
    expect(limit).to.match(/blockGasLimit is 60000000 there and 30000000 in data\/alliance\.yaml/);
  });

  it("holds the development accounts unlocked, all without a balance", async () => {
    const { ethers } = await hre.network.create();
    const signers = await ethers.getSigners();
    expect(signers).to.have.lengthOf(40);
    for (const signer of signers) expect(await ethers.provider.getBalance(signer)).to.equal(0n);
    const known = new Set(signers.map(({ address }) => address));
    const members = alliance.members.flatMap(({ accounts }) => accounts);
    expect(members.every(({ address }) => known.has(address))).to.equal(true);
  });

  it("takes transactions from accounts that own nothing, at no price, as ethers sends them", async () => {
    const { ethers } = await hre.network.create();
    const [signer] = await ethers.getSigners();
    for (const sender of [signer, Wallet.createRandom(ethers.provider)]) {
      const sent = await sender?.sendTransaction({ to: Wallet.createRandom().address });
      expect(await sent?.wait()).to.include({ status: 1, gasPrice: 0n });
    }
  });

  it("has base fee zero in block 0, and a hundred blocks later", async () => {
    const { ethers, provider } = await hre.network.create();
    await provider.request({ method: "hardhat_mine", params: ["0x64"] });
    for (const block of [0, 1, 100]) {
      expect((await ethers.provider.getBlock(block))?.baseFeePerGas, `block ${block}`).to.equal(0n);
    }
  });

  it("keeps base fee zero after a block that is more than half full", async () => {
    const { ethers, provider } = await hre.network.create();
    const [signer] = await ethers.getSigners();
    await provider.request({ method: "evm_setAutomine", params: [false] });
    const transaction = { from: signer?.address, data: BURN, gas: "0x1000000" };
    await provider.request({ method: "eth_sendTransaction", params: [transaction] });
    await provider.request({ method: "evm_mine" });
    await provider.request({ method: "evm_setAutomine", params: [true] });
    const full = await ethers.provider.getBlock("latest");
    expect(Number(full?.gasUsed)).to.be.greaterThan(15_000_000);
    await (await signer?.sendTransaction({ to: signer.address }))?.wait();
    expect((await ethers.provider.getBlock("latest"))?.baseFeePerGas).to.equal(0n);
  });

  it("lets the validators propose in turn, until a test appoints the proposer itself", async () => {
    const { ethers, provider } = await hre.network.create();
    const [signer] = await ethers.getSigners();
    const [first, second] = await readValidators(provider);
    await provider.request({ method: "evm_mine" });
    await (await signer?.sendTransaction({ to: signer.address }))?.wait();
    await provider.request({ method: "hardhat_setCoinbase", params: [first] });
    for (const _ of [3, 4]) await provider.request({ method: "evm_mine" });
    const miners = [1, 2, 3, 4].map(async (block) => (await ethers.provider.getBlock(block))?.miner);
    expect(await Promise.all(miners)).to.deep.equal([first, second, first, first]);
  });

  describe("cache", () => {
    let directory: string;

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), "guildhall-genesis-"));
    });

    afterEach(async () => {
      await rm(directory, { recursive: true });
    });

    async function keptIn(): Promise<string> {
      const [name, ...others] = await readdir(directory);
      expect(others).to.deep.equal([]);
      return join(directory, name ?? "");
    }

    it("keeps the genesis of the latest alliance, and no other", async () => {
      const other = structuredClone(alliance);
      other.governance.votingDelaySeconds += 1;
      await cachedGenesis(alliance, hre.artifacts, directory);
      const before = await keptIn();
      const built = await cachedGenesis(other, hre.artifacts, directory);
      expect(await keptIn()).to.not.equal(before);
      expect(JSON.parse(await readFile(await keptIn(), "utf8"))).to.deep.equal(built);
      expect(built).to.deep.equal(await buildGenesis(other, hre.artifacts));
    });

    it("reads what it kept", async () => {
      await cachedGenesis(alliance, hre.artifacts, directory);
      const name = basename(await keptIn());
      const elsewhere = join(directory, "elsewhere");
      await mkdir(elsewhere);
      await writeFile(join(elsewhere, name), '{"nonce":"0x5"}');
      expect(await cachedGenesis(alliance, hre.artifacts, elsewhere)).to.deep.equal({ nonce: "0x5" });
    });
  });
});
