import { expect } from "chai";
import {
  type BillRecord,
  billStatus,
  dayOf,
  endOfDay,
  formatLot,
  type LotRecord,
  lotIdOf,
  lotNumberOf,
  lotStatus,
  normalDocumentNumber,
  parseLot,
  startOfDay,
  workingDayAfter,
} from "../../sdk/src/assets/index.ts";

const instant = (text: string) => Date.parse(text) / 1000;

describe("SDK: assets", () => {
  it("writes and reads the numbers of lots", () => {
    expect(lotIdOf({ bill: 3, lot: 2 })).to.equal((3n << 32n) + 2n);
    expect(lotNumberOf((3n << 32n) + 2n)).to.deep.equal({ bill: 3, lot: 2 });
    expect(formatLot(parseLot(" 12/345 "))).to.equal("12/345");
    for (const text of ["", "3", "3/", "3/0", "/1", "a/1", "3/1/1"]) {
      expect(() => parseLot(text), text).to.throw("names no lot");
    }
  });

  it("brings the numbers of documents into one form", () => {
    for (const text of ["INV2027001", "inv. 2027/001", " Inv-2027-001 ", "ＩＮＶ2027001"]) {
      expect(normalDocumentNumber(text), text).to.equal("INV2027001");
    }
    expect(normalDocumentNumber("inv-007")).to.equal("INV7");
    expect(normalDocumentNumber("0")).to.equal("0");
    expect(normalDocumentNumber("A00B00")).to.equal("A0B0");
    for (const text of ["", "-/-", "Ä1", "９".repeat(65)]) {
      expect(() => normalDocumentNumber(text), text).to.throw("is no number of a document");
    }
  });

  it("tells when a day begins and ends at a place", () => {
    expect(startOfDay("2027-03-31", "Asia/Singapore")).to.equal(instant("2027-03-30T16:00:00Z"));
    expect(startOfDay("2027-03-31", "UTC")).to.equal(instant("2027-03-31T00:00:00Z"));
    expect(startOfDay("2027-03-31", "Pacific/Kiritimati")).to.equal(instant("2027-03-30T10:00:00Z"));
    expect(startOfDay("2027-03-31", "Etc/GMT+12")).to.equal(instant("2027-03-31T12:00:00Z"));
    expect(startOfDay("2027-03-31", "Asia/Kathmandu")).to.equal(instant("2027-03-30T18:15:00Z"));
    expect(endOfDay("2027-03-31", "Asia/Singapore")).to.equal(instant("2027-03-31T15:59:59Z"));
  });

  it("knows the short, the long and the headless days of places that change their clocks", () => {
    const length = (day: string, zone: string) => (endOfDay(day, zone) + 1 - startOfDay(day, zone)) / 3600;
    expect(length("2027-03-28", "Europe/Berlin")).to.equal(23);
    expect(length("2027-10-31", "Europe/Berlin")).to.equal(25);
    // Havana's clocks go from midnight to one.
    expect(startOfDay("2026-03-08", "America/Havana")).to.equal(instant("2026-03-08T05:00:00Z"));
    expect(length("2026-03-08", "America/Havana")).to.equal(23);
  });

  it("counts working days", () => {
    expect(workingDayAfter("2027-03-31", 2)).to.equal("2027-04-02");
    expect(workingDayAfter("2027-04-02", 2)).to.equal("2027-04-06");
    expect(workingDayAfter("2027-04-03", 1)).to.equal("2027-04-05");
    expect(workingDayAfter("2027-04-02", 2, new Set(["2027-04-05"]))).to.equal("2027-04-07");
    expect(workingDayAfter("2027-04-03", 0)).to.equal("2027-04-03");
    expect(dayOf(instant("2027-03-30T16:00:00Z"), "Asia/Singapore")).to.equal("2027-03-31");
  });

  it("refuses what is no day and no zone", () => {
    for (const day of ["2027-02-30", "2027-2-3", "tomorrow", ""]) {
      expect(() => startOfDay(day, "UTC"), day).to.throw("is not a day");
    }
    expect(() => startOfDay("2027-03-31", "Europe/Bonn")).to.throw("is not a time zone");
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
