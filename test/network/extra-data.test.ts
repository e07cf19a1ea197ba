import { expect } from "chai";
import { decodeExtraData, encodeExtraData } from "../../network/extra-data.ts";

const ZEROS = "00".repeat(32);

/** Addresses of the private keys 1 to 4, in this order. */
const FOUR = [
  "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf",
  "0x2b5ad5c4795c026514f8317c7a215e218dccd6cf",
  "0x6813eb9362372eef6200f3b1dbc3f819671cba69",
  "0x1eff47bc3a10a45d4b230b5d10e37751fe6aa718",
];

const HEADER_MODE =
  `0xf87aa0${ZEROS}f854941eff47bc3a10a45d4b230b5d10e37751fe6aa718942b5ad5c4795c026514f8317c7a215e218dccd6cf` +
  "946813eb9362372eef6200f3b1dbc3f819671cba69947e5f4552091a69125d5dfcb7b8c2659029395bdfc080c0";

const CONTRACT_MODE = `0xe5a0${ZEROS}c0c080c0`;

/** The genesis that the Quorum developer quickstart publishes; its validators are not in order. */
const QUICKSTART =
  `0xf87aa0${ZEROS}f8549493917cadbace5dfce132b991732c6cda9bcc5b8a9427a97c9aaf04f18f3014c32e036dd0ac76da5f18` +
  "94ce412f988377e31f4d0ff12d74df73b51c42d0ca9498c1334496614aed49d2e81526d089f7264fed9cc080c0";

/** A block that four validators of Besu 26.8.0 agreed on in contract mode. */
const BESU_BLOCK = [
  "0x",
  "f8efa0000000000000000000000000000000000000000000626573752032362e382e30c0c080f8c9b841d9a9eae02a0a3f16",
  "28ea740a545b55243c8d7954c49c9b86e55a54d7fc7705406e508ef22663d8976d16574678f0bf35df2fa53065477e3d9c72",
  "ec99252a2a8e00b84162b042ebc7c53b93050fc8e8433e495abe209027d2e83f3acd62f3e8da431be60d0b4b805646487539",
  "29adfa9d18b60f239787f02b867fb65a42e184745c8c1100b841423b43282ec09ca213ee49013046178ef9d1a32fe7f194d0",
  "c3620c05a2c768536e7ce88d0601703ab37ab3ddc6b0d295f1218733dd8ce8db9fdf5bf79dc7aea200",
].join("");

describe("extraData of QBFT", () => {
  it("encodes validators in ascending order for header mode", () => {
    expect(encodeExtraData(FOUR)).to.equal(HEADER_MODE);
  });

  it("encodes nothing but the vanity for contract mode", () => {
    expect(encodeExtraData()).to.equal(CONTRACT_MODE);
    expect(decodeExtraData(CONTRACT_MODE)).to.deep.equal({
      vanity: `0x${ZEROS}`,
      validators: [],
      vote: null,
      round: 0,
      seals: [],
    });
  });

  it("refuses a validator named twice", () => {
    expect(() => encodeExtraData([...FOUR, FOUR[0] ?? ""])).to.throw(/0x7e5f\w+ is named twice/);
  });

  it("decodes validators in the order in which they stand", () => {
    const { validators } = decodeExtraData(QUICKSTART);
    expect(validators.map((address) => address.toLowerCase())).to.deep.equal([
      "0x93917cadbace5dfce132b991732c6cda9bcc5b8a",
      "0x27a97c9aaf04f18f3014c32e036dd0ac76da5f18",
      "0xce412f988377e31f4d0ff12d74df73b51c42d0ca",
      "0x98c1334496614aed49d2e81526d089f7264fed9c",
    ]);
  });

  it("decodes votes, round and seals", () => {
    const address = FOUR[0]?.slice(2);
    const seal = "11".repeat(65);
    const add = decodeExtraData(`0xf880a0${ZEROS}c0d794${address}81ff05f843b841${seal}`);
    expect(add.vote?.kind).to.equal("add");
    expect(add.vote?.validator.toLowerCase()).to.equal(FOUR[0]);
    expect(add.round).to.equal(5);
    expect(add.seals).to.deep.equal([`0x${seal}`]);
    const drop = decodeExtraData(`0xf83ba0${ZEROS}c0d694${address}8080c0`);
    expect(drop.vote?.kind).to.equal("drop");
  });

  it("decodes a block of Besu in contract mode", () => {
    const { vanity, validators, vote, round, seals } = decodeExtraData(BESU_BLOCK);
    expect(Buffer.from(vanity.slice(2), "hex").toString()).to.match(/besu 26\.8\.0$/);
    expect({ validators, vote, round }).to.deep.equal({ validators: [], vote: null, round: 0 });
    expect(seals).to.have.lengthOf(3);
  });

  const faults = [
    ["a list that lacks fields", "0xc0", /"vanity"|"validators"/],
    ["a sixth field", `0xe6a0${ZEROS}c0c080c0c0`, /more than five fields/],
    ["a short vanity", "0xc50ac0c080c0", /"vanity"/],
    ["a round with leading zeros", `0xe7a0${ZEROS}c0c0820001c0`, /leading zeros/],
    ["a vote that is neither add nor drop", `0xf83ba0${ZEROS}c0d694${"11".repeat(20)}0780c0`, /The vote/],
  ] as const;
  for (const [what, data, reason] of faults) {
    it(`refuses ${what}`, () => {
      expect(() => decodeExtraData(data)).to.throw(reason);
    });
  }
});
