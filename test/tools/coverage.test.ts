import { expect } from "chai";
import { coverageProblems, exceptionsSchema } from "../../scripts/coverage/judge.ts";

describe("coverage check", () => {
  const file = "contracts/orders/OrderBook.sol";
  const missed = { file, line: 12, code: "return 0;" };
  const exception = { file, code: "return 0;", reason: "the compiler asks for it after an exhaustive list" };

  it("is content when all ran, and when a reason is given", () => {
    expect(coverageProblems({ total: 5, missed: [] }, [])).to.deep.equal([]);
    expect(coverageProblems({ total: 5, missed: [missed] }, [exception])).to.deep.equal([]);
  });

  it("names what never ran", () => {
    expect(coverageProblems({ total: 5, missed: [missed] }, [])).to.deep.equal([
      `${file}:12 never ran: return 0;`,
    ]);
    expect(
      coverageProblems({ total: 5, missed: [{ ...missed, file: "contracts/a.sol" }] }, [exception]),
    ).to.have.length(2);
  });

  it("wants exceptions gone that are not needed", () => {
    expect(coverageProblems({ total: 5, missed: [] }, [exception])[0]).to.match(/take it off the list/);
  });

  it("fails when nothing was instrumented", () => {
    expect(coverageProblems({ total: 0, missed: [] }, [])).to.have.length(1);
  });

  it("takes no exception without a reason of one line", () => {
    expect(exceptionsSchema.parse(null)).to.deep.equal([]);
    expect(exceptionsSchema.safeParse([exception]).success).to.equal(true);
    for (const reason of [undefined, "", "because", "two\nlines of reasons"]) {
      expect(exceptionsSchema.safeParse([{ ...exception, reason }]).success, reason).to.equal(false);
    }
  });
});
