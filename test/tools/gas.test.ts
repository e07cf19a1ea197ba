import { expect } from "chai";
import { gasProblems } from "../../scripts/gas/compare.ts";

describe("gas check", () => {
  const pay = { room: "payments", work: "pay once", gas: 50_000, bound: 60_000 };
  const net = { room: "payments", work: "net 100 obligations", gas: 900_000, bound: 1_000_000 };

  it("is content when every measurement is as committed and within its bound", () => {
    expect(gasProblems([pay, net], [net, pay])).to.deep.equal([]);
    expect(gasProblems([{ ...pay, gas: pay.bound }], [{ ...pay, gas: pay.bound }])).to.deep.equal([]);
  });

  it("fails on drift either way", () => {
    expect(gasProblems([{ ...pay, gas: 50_001 }], [pay])[0]).to.equal(
      "payments: pay once uses 50001 gas, 1 more than committed.",
    );
    expect(gasProblems([{ ...pay, gas: 49_990 }], [pay])[0]).to.match(/49990 gas, 10 less than committed\.$/);
  });

  it("fails above the bound even when that is what was committed", () => {
    const dear = { ...pay, gas: 60_001 };
    expect(gasProblems([dear], [dear])).to.deep.equal([
      "payments: pay once uses 60001 gas, its bound is 60000.",
    ]);
  });

  it("fails when a bound was moved without an update", () => {
    expect(gasProblems([{ ...pay, bound: 70_000 }], [pay])[0]).to.match(
      /has the bound 70000, committed is 60000/,
    );
  });

  it("fails on new, missing and uncommitted measurements, and when there are none", () => {
    expect(gasProblems([pay, net], [pay])[0]).to.match(/net 100 obligations is not in snapshots\/gas\.json/);
    expect(gasProblems([pay], [pay, net])[0]).to.match(/net 100 obligations is in .* but was not measured/);
    expect(gasProblems([pay], undefined)).to.deep.equal([
      "snapshots/gas.json is missing: run `npm run gas -- --update` and commit it.",
    ]);
    expect(gasProblems([], [])[0]).to.match(/^No gas was measured/);
  });

  it("says what to run", () => {
    expect(gasProblems([{ ...pay, gas: 1 }], [pay]).at(-1)).to.match(/npm run gas -- --update/);
  });
});
