import { PREDEPLOYS, ValidatorSet__factory } from "@guildhall/sdk";
import { expect } from "chai";
import hre from "hardhat";
import { appointProposer, readValidators, seal } from "../../network/proposers.ts";

describe("Proposers on a simulated chain", () => {
  it("take turns in ascending order, starting anywhere", async () => {
    const { ethers, provider } = await hre.network.create();
    const validators = await readValidators(provider);
    expect(validators.map(BigInt)).to.deep.equal(validators.map(BigInt).sort((a, b) => (a < b ? -1 : 1)));
    const proposers = await seal(provider, { blocks: 8 });
    expect(proposers).to.deep.equal([...validators, ...validators.slice(0, 2)]);
    for (const [index, proposer] of proposers.entries()) {
      expect((await ethers.provider.getBlock(index + 1))?.miner).to.equal(proposer);
    }
    expect(await seal(provider)).to.deep.equal([validators[2]]);
  });

  it("are passed over when they are down, in whatever letters they are named", async () => {
    const { provider } = await hre.network.create();
    const [a, b, c, d, e, f] = await readValidators(provider);
    const down = [b?.toLowerCase() ?? "", e ?? ""];
    expect(await seal(provider, { blocks: 5, down })).to.deep.equal([a, c, d, f, a]);
  });

  it("seal nothing without a quorum", async () => {
    const { ethers, provider } = await hre.network.create();
    const down = (await readValidators(provider)).slice(0, 3);
    const error: unknown = await seal(provider, { down }).catch(String);
    expect(error).to.match(/3 of 6 validators are up and 4 make a quorum/);
    expect(await ethers.provider.getBlockNumber()).to.equal(0);
  });

  it("leave proof of life in the validator set", async () => {
    const { ethers, provider } = await hre.network.create();
    const [signer] = await ethers.getSigners();
    const set = ValidatorSet__factory.connect(PREDEPLOYS.validatorSet, signer);
    const validators = await readValidators(provider);
    for (const expected of validators.slice(0, 4)) {
      expect(await appointProposer(provider)).to.equal(expected);
      await (await set.poke()).wait();
    }
    expect(await set.liveCount()).to.equal(4n);
    expect(await set.isLive(validators[4] ?? "")).to.equal(false);
  });
});
