import { expect } from "chai";
import { enodeOf, nodeAddress, parseKeyFile, parsePublicKey } from "../../network/node-key.ts";

/** Key and address from Besu's own documentation. */
const KEY = "1a2c4ff0f1b38e2322658dba692816138eb22d002515df1fffca21278f406aa9";
const ADDRESS = "0x93917cadbace5dfce132b991732c6cda9bcc5b8a";

describe("Node keys", () => {
  it("derives the address that Besu derives", () => {
    const { address, publicKey, privateKey } = parseKeyFile(`${KEY}\n`);
    expect(address.toLowerCase()).to.equal(ADDRESS);
    expect(nodeAddress(publicKey)).to.equal(address);
    expect(privateKey).to.equal(`0x${KEY}`);
    expect(publicKey).to.have.lengthOf(130);
  });

  it("reads a key file with 0x, and with CRLF", () => {
    expect(parseKeyFile(`0x${KEY.toUpperCase()}\r\n`)).to.deep.equal(parseKeyFile(KEY));
  });

  it("refuses a key file with anything else in it, and never repeats the text", () => {
    for (const text of [`${KEY}\n${KEY}\n`, KEY.slice(1), `${KEY} `, "", "00".repeat(32), "ff".repeat(32)]) {
      expect(() => parseKeyFile(text))
        .to.throw(/node key file/)
        .with.property("message")
        .not.include(KEY.slice(0, 8));
    }
  });

  it("accepts the public key of an enode, with or without 0x", () => {
    const { publicKey } = parseKeyFile(KEY);
    expect(parsePublicKey(publicKey.slice(2).toUpperCase())).to.equal(publicKey);
    expect(parsePublicKey(publicKey)).to.equal(publicKey);
  });

  it("says what is wrong with another one", () => {
    const digits = parseKeyFile(KEY).publicKey.slice(2);
    expect(() => parsePublicKey(`04${digits}`)).to.throw(/leading 04/);
    expect(() => parsePublicKey(digits.slice(2))).to.throw(/64 bytes/);
    expect(() => parsePublicKey("11".repeat(64))).to.throw(/curve/);
  });

  it("names a node as peers do", () => {
    const { publicKey } = parseKeyFile(KEY);
    expect(enodeOf(publicKey, "10.0.0.7:30303")).to.equal(`enode://${publicKey.slice(2)}@10.0.0.7:30303`);
  });
});
