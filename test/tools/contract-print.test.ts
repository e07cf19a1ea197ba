import { expect } from "chai";
import { contractPrint, oversized } from "../../scripts/print/contract.ts";

describe("contract print", () => {
  const compiled = {
    name: "Purse",
    source: "contracts/payments/Purse.sol",
    abi: [
      "function pay(address to, uint256 amount)",
      "function balance() view returns (uint256)",
      "error Purse_Empty(uint256 left)",
      "event Paid(address indexed to)",
    ],
    runtimeCode: "0x6001",
    creationCode: "0x600160",
    layout: {
      storage: [{ label: "_sum", slot: "0", offset: 20, type: "t_struct(Sum)1234_storage", astId: 1234 }],
      types: {
        "t_struct(Sum)1234_storage": {
          label: "struct Purse.Sum",
          members: [{ label: "minor", slot: "0", offset: 0, type: "t_uint128" }],
        },
        t_uint128: { label: "uint128" },
      },
    },
  };

  it("holds sizes, selectors and a layout without the compiler's own numbers", () => {
    const print = contractPrint(compiled);
    expect(print).to.deep.equal({
      contract: "Purse",
      source: "contracts/payments/Purse.sol",
      runtimeBytes: 2,
      creationBytes: 3,
      storage: [{ label: "_sum", slot: "0", offset: 20, type: "struct Purse.Sum" }],
      structs: { "struct Purse.Sum": [{ label: "minor", slot: "0", offset: 0, type: "uint128" }] },
      functions: { "balance()": "0xb69ef8a8", "pay(address,uint256)": "0xc4076876" },
      errors: { "Purse_Empty(uint256)": print.errors["Purse_Empty(uint256)"] },
      events: { "Paid(address)": print.events["Paid(address)"] },
    });
    expect(Object.keys(print.functions)).to.deep.equal(["balance()", "pay(address,uint256)"]);
    expect(print.errors["Purse_Empty(uint256)"]).to.match(/^0x[0-9a-f]{8}$/);
    expect(print.events["Paid(address)"]).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("refuses code that no chain would take", () => {
    const sized = (runtime: number, creation: number) =>
      oversized([
        contractPrint({
          ...compiled,
          runtimeCode: `0x${"00".repeat(runtime)}`,
          creationCode: `0x${"00".repeat(creation)}`,
        }),
      ]);
    expect(sized(24_576, 49_152)).to.deep.equal([]);
    expect(sized(24_577, 49_152)).to.deep.equal(["Purse: 24577 bytes of runtime code, a chain takes 24576."]);
    expect(sized(24_576, 49_153)).to.deep.equal([
      "Purse: 49153 bytes of creation code, a chain takes 49152.",
    ]);
  });
});
