import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { getAddress } from "ethers";
import { type RpcBlock, sealersOf } from "../../network/seals.ts";

const FIXTURES = new URL("../fixtures/besu-26.8.0/", import.meta.url);

async function answer<Result>(name: string): Promise<Result> {
  return JSON.parse(await readFile(new URL(`${name}.json`, FIXTURES), "utf8")).response.result;
}

describe("Seals of a block", () => {
  it("are told apart by who signed them: a quorum of the validators, the proposer among them", async () => {
    const block = await answer<RpcBlock>("eth_getBlockByNumber_hashes");
    const validators = await answer<string[]>("qbft_getValidatorsByBlockNumber");
    const sealers = sealersOf(block);
    expect(sealers).to.have.length(3);
    expect(new Set(sealers)).to.have.property("size", 3);
    expect(validators.map(getAddress)).to.include.members(sealers);
    expect(sealers).to.include(getAddress(String(block.miner)));
  });

  it("are not taken from a block whose hash is not that of its fields", async () => {
    const block = await answer<RpcBlock>("eth_getBlockByNumber_hashes");
    expect(() => sealersOf({ ...block, gasUsed: "0x1" })).to.throw("does not have the hash of its fields");
  });

  it("are missed by name when a block lacks a field", async () => {
    const { stateRoot: _, ...block } = await answer<RpcBlock>("eth_getBlockByNumber_hashes");
    expect(() => sealersOf(block)).to.throw('no field "stateRoot"');
  });
});
