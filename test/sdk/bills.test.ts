import { expect } from "chai";
import {
  type BillRecord,
  billStatus,
  formatLot,
  type LotRecord,
  lotIdOf,
  lotNumberOf,
  lotStatus,
  parseLot,
  presentment,
  workingDayAfter,
} from "../../sdk/src/assets/index.ts";

const instant = (text: string) => Date.parse(text) / 1000;

describe("SDK: bills", () => {
  it("writes and reads the numbers of lots", () => {
    expect(lotIdOf({ bill: 3, lot: 2 })).to.equal((3n << 32n) + 2n);
    expect(lotNumberOf((3n << 32n) + 2n)).to.deep.equal({ bill: 3, lot: 2 });
    expect(formatLot(parseLot(" 12/345 "))).to.equal("12/345");
    for (const text of ["", "3", "3/", "3/0", "/1", "a/1", "3/1/1"]) {
      expect(() => parseLot(text), text).to.throw("names no lot");
    }
  });

  it("tells from when to when a bill may be presented at a place", () => {
    expect(presentment("2027-03-31", 2, "Asia/Singapore")).to.deep.equal({
      maturesAt: instant("2027-03-30T16:00:00Z"),
      presentUntil: instant("2027-04-02T15:59:59Z"),
    });
    expect(presentment("2027-03-31", 0, "UTC")).to.deep.equal({
      maturesAt: instant("2027-03-31T00:00:00Z"),
      presentUntil: instant("2027-03-31T23:59:59Z"),
    });
    // The clocks of Berlin go forward on the Sunday that is the day of maturity.
    expect(presentment("2027-03-28", 1, "Europe/Berlin")).to.deep.equal({
      maturesAt: instant("2027-03-27T23:00:00Z"),
      presentUntil: instant("2027-03-29T21:59:59Z"),
    });
    expect(() => presentment("2027-02-30", 2, "UTC")).to.throw("is no day of the calendar");
    expect(() => presentment("tomorrow", 2, "UTC")).to.throw("is no day of the calendar");
    expect(() => presentment("2027-03-31", 2, "Europe/Bonn")).to.throw("is no time zone");
  });

  it("counts working days", () => {
    expect(workingDayAfter("2027-03-31", 2)).to.equal("2027-04-02");
    expect(workingDayAfter("2027-04-02", 2)).to.equal("2027-04-06");
    expect(workingDayAfter("2027-04-03", 1)).to.equal("2027-04-05");
    expect(workingDayAfter("2027-04-02", 2, new Set(["2027-04-05"]))).to.equal("2027-04-07");
    expect(workingDayAfter("2027-04-03", 0)).to.equal("2027-04-03");
  });

  it("derives where bills and lots are from facts and the clock", () => {
    const bill = {
      answer: "accepted",
      outstandingMinor: 10n,
      maturesAt: 100,
      presentUntil: 200,
    } as BillRecord;
    expect(billStatus({ ...bill, answer: "none" }, 99)).to.equal("drawn");
    expect(billStatus(bill, 99)).to.equal("accepted");
    expect(billStatus(bill, 100)).to.equal("due");
    expect(billStatus(bill, 200)).to.equal("due");
    expect(billStatus(bill, 201)).to.equal("dishonoured");
    expect(billStatus({ ...bill, answer: "refused" }, 99)).to.equal("refused");
    expect(billStatus({ ...bill, outstandingMinor: 0n }, 201)).to.equal("paid");

    const lot = { amountMinor: 10n, presented: false, protested: false } as LotRecord;
    expect(lotStatus(lot, bill, 99)).to.equal("held");
    expect(lotStatus({ ...lot, presented: true }, bill, 100)).to.equal("presented");
    expect(lotStatus({ ...lot, presented: true }, bill, 201)).to.equal("dishonoured");
    expect(lotStatus(lot, { ...bill, answer: "refused" }, 99)).to.equal("dishonoured");
    expect(lotStatus({ ...lot, protested: true }, bill, 201)).to.equal("protested");
    expect(lotStatus({ ...lot, amountMinor: 0n, protested: true }, bill, 201)).to.equal("paid");
  });
});
