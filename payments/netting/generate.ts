/**
 * Writes a day of obligations between members, as `netting submit` reads them; the same options, the same file.
 *
 *   node payments/netting/generate.ts --seed 1 --count 1000 --members bank-01,bank-02,… --currencies EUR,CNY > day.csv
 *
 * Members differ in size as 1, 1/2, 1/3 …; amounts are log-normal, so a few are very large; 5 % are urgent and 15 % high; of
 * the others most may wait; a fifth are trade debts that may be paid in part; 3 % are payment versus payment.
 */
import { parseArgs } from "node:util";
import { formatMoney } from "../money.ts";
import { Draw } from "./draw.ts";
import { COLUMNS } from "./file.ts";

/** What is written. */
export interface Day {
  readonly seed: number;
  readonly count: number;
  /** Aliases of members, the largest first. */
  readonly members: readonly string[];
  readonly currencies: readonly string[];
}

/** Middle amount in major units, and how many times it is usual to miss it by. */
const MIDDLE = 40_000;
const SPREAD = 1.6;

/** The lines of a file, its head included. */
export function generateDay({ seed, count, members, currencies }: Day): string {
  const draw = new Draw(seed);
  const sizes = members.map((_, index) => 1 / (index + 1) ** 0.8);
  const usage = currencies.map((_, index) => 1 / 3 ** index);
  const amount = (currency: string) => {
    const major = Math.max(1, MIDDLE * Math.exp(SPREAD * draw.normal()));
    return formatMoney(roundedMinor(major, currency), currency);
  };
  const lines = Array.from({ length: count }, () => {
    const debtor = draw.weighted(sizes);
    const creditor = draw.weighted(sizes.map((size, index) => (index === debtor ? 0 : size)));
    const currency = draw.weighted(usage);
    const priority = draw.chance(0.05) ? "urgent" : draw.chance(0.16) ? "high" : "normal";
    const isPair = currencies.length > 1 && draw.chance(0.03);
    const options = [
      ...(!isPair && draw.chance(0.2) ? ["divisible"] : []),
      ...(priority === "normal" && draw.chance(0.7) ? ["may-wait"] : []),
    ];
    const other = (currency + 1) % currencies.length;
    return [
      members[debtor],
      members[creditor],
      amount(currencies[currency] ?? ""),
      priority,
      options.join(" "),
      isPair ? amount(currencies[other] ?? "") : "",
      uetr(draw),
    ].join();
  });
  return `${[COLUMNS.join(), ...lines].join("\n")}\n`;
}

/** Names of members for an alliance of that size. */
export function memberNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `bank-${String(index + 1).padStart(2, "0")}`);
}

/** Large amounts are round. */
function roundedMinor(major: number, currency: string): bigint {
  const step = major > 100_000 ? 1000 : major > 1000 ? 10 : 0.01;
  const rounded = Math.max(step, Math.round(major / step) * step);
  return currency === "JPY" ? BigInt(Math.ceil(rounded)) : BigInt(Math.round(rounded * 100));
}

function uetr(draw: Draw): string {
  const digits = draw.hex() + draw.hex() + draw.hex() + draw.hex();
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string", default: "1000" },
      members: { type: "string", default: memberNames(32).join() },
      currencies: { type: "string", default: "EUR,CNY" },
    },
  });
  process.stdout.write(
    generateDay({
      seed: Number(values.seed),
      count: Number(values.count),
      members: values.members.split(","),
      currencies: values.currencies.split(","),
    }),
  );
}
