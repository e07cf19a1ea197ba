import { expect } from "chai";
import Mocha from "mocha";
import { countInto } from "../../scripts/testing/counting-reporter.ts";
import { verdict } from "../../scripts/testing/tally.ts";

describe("tally of the tests", () => {
  async function tallyOf(fill: (suite: Mocha.Suite) => void) {
    const tally = { passed: 0, failed: 0, skipped: 0 };
    const suite = new Mocha.Suite("sample", new Mocha.Context());
    fill(suite);
    const runner = new Mocha.Runner(suite);
    countInto(runner, tally);
    await new Promise((done) => runner.run(done));
    return tally;
  }

  const passing = () => new Mocha.Test("passes", () => {});

  it("counts passed, failed and skipped tests", async () => {
    const tally = await tallyOf((suite) => {
      suite.addTest(passing());
      suite.addTest(
        new Mocha.Test("fails", () => {
          throw new Error("on purpose");
        }),
      );
      suite.addTest(new Mocha.Test("is not written yet"));
    });
    expect(tally).to.deep.equal({ passed: 1, failed: 1, skipped: 1 });
  });

  it("does not take tests behind a failed hook for passed", async () => {
    const tally = await tallyOf((suite) => {
      suite.addTest(passing());
      suite.addTest(passing());
      suite.beforeAll(() => {
        throw new Error("on purpose");
      });
    });
    expect(tally).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
  });

  it("is said in one line", () => {
    expect(verdict({ passed: 12, failed: 0, skipped: 3 })).to.equal("12 passed, 0 failed");
  });
});
