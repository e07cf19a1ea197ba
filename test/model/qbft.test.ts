import { expect } from "chai";
import { faultToleranceOf, QbftNetwork, quorumOf } from "./qbft.ts";

const [a, b, c, d] = ["0xa1", "0xb2", "0xc3", "0xd4"] as const;

function networkOf(...nodes: string[]): QbftNetwork {
  const network = new QbftNetwork();
  for (const node of nodes) network.start(node);
  return network;
}

describe("QBFT model", () => {
  it("has Besu's quorums and fault tolerances", () => {
    const sizes = [1, 2, 3, 4, 5, 6, 7, 9, 10, 13];
    expect(sizes.map(quorumOf)).to.deep.equal([1, 2, 2, 3, 4, 4, 5, 6, 7, 9]);
    expect([4, 6, 7, 10].map(faultToleranceOf)).to.deep.equal([1, 1, 2, 3]);
  });

  it("rotates proposers in ascending order and skips a node that is down", () => {
    const network = networkOf(a, b, d);
    const turns = [1, 2, 3, 4].map(() => network.nextTurn([d, c, b, a]));
    expect(turns).to.deep.equal([
      { proposer: a, rounds: 0 },
      { proposer: b, rounds: 0 },
      { proposer: d, rounds: 1 },
      { proposer: a, rounds: 0 },
    ]);
  });

  it("hands the turn of a removed proposer to the next higher address", () => {
    const network = networkOf(a, b, c, d);
    network.nextTurn([a, b, c, d]);
    network.nextTurn([a, b, c, d]);
    expect(network.nextTurn([a, c, d])?.proposer).to.equal(c);
  });

  it("stalls below quorum, and on an empty list", () => {
    expect(networkOf(a, b).nextTurn([a, b, c, d])).to.equal(undefined);
    expect(networkOf(a).nextTurn([])).to.equal(undefined);
  });

  it("counts a duplicate in the quorum but not among the seals", () => {
    const network = networkOf(a, b, c, d);
    expect(network.canSeal([a, a, b, c, d])).to.equal(true);
    network.crash(d);
    expect(network.canSeal([a, a, b, c, d])).to.equal(false);
  });
});
