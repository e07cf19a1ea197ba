import { GuildhallError } from "../common/guildhall-error.ts";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const SECONDS_PER_DAY = 86_400;
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** How often an instalment falls due. */
export type Interval = keyof typeof MONTHS;

/** A day on which something is due, and the instant from which it is late. */
export interface DueDate {
  /** The last day of payment: `2027-02-28`. */
  readonly date: string;
  /** End of that day in the stated zone, seconds since 1970, UTC. */
  readonly dueAt: number;
}

/** What a schedule of instalments is made of. */
export interface Schedule {
  /** Day on which the first one is due: `2027-01-31`. */
  readonly first: string;
  readonly count: number;
  readonly every: Interval;
  /** Time zone by its name in the IANA database: `Europe/Berlin`, `Asia/Shanghai`, `UTC`. */
  readonly zone: string;
}

/** A day, or a zone, that there is not. */
export class BadDueDate extends GuildhallError {
  override readonly name = "BadDueDate";
  constructor(what: string, remedy: string) {
    super(what, remedy);
  }
}

/**
 * The instant at which a day is over in a zone: the first second of the next day there, whatever its clocks do that night.
 *
 * @throws BadDueDate
 * @example dueAt("2027-03-31", "Europe/Berlin") // 1806530400, since Berlin is two hours ahead by then
 */
export function dueAt(date: string, zone: string): number {
  const next = new Date((secondsOf(date) + SECONDS_PER_DAY) * 1000).toISOString().slice(0, 10);
  return startOf(secondsOf(next), zone);
}

/**
 * The due dates of instalments. Each falls on the day of the month on which the first one does, or on the last day of a
 * month that has no such day: what begins on 31 January falls due on 28 February and on 31 March again.
 *
 * @throws BadDueDate
 */
export function dueDates({ first, count, every, zone }: Schedule): DueDate[] {
  const day = new Date(secondsOf(first) * 1000).getUTCDate();
  const [year, month] = first.split("-").map(Number) as [number, number];
  return Array.from({ length: count }, (_, index) => {
    const months = month - 1 + index * MONTHS[every];
    const last = new Date(Date.UTC(year, months + 1, 0)).getUTCDate();
    const date = new Date(Date.UTC(year, months, Math.min(day, last))).toISOString().slice(0, 10);
    return { date, dueAt: dueAt(date, zone) };
  });
}

/**
 * Splits an amount into equal instalments of whole minor units; where they cannot be equal, the last ones are one less.
 *
 * @example instalments(100n, 3) // [34n, 33n, 33n]
 */
export function instalments(amountMinor: bigint, count: number): bigint[] {
  const least = amountMinor / BigInt(count);
  const more = Number(amountMinor % BigInt(count));
  return Array.from({ length: count }, (_, index) => (index < more ? least + 1n : least));
}

/** Midnight of a day as if it were UTC. */
function secondsOf(date: string): number {
  const seconds = DAY.test(date) ? Date.parse(`${date}T00:00:00Z`) / 1000 : Number.NaN;
  if (!Number.isNaN(seconds) && new Date(seconds * 1000).toISOString().slice(0, 10) === date) return seconds;
  throw new BadDueDate(`"${date}" is no day of the calendar.`, "Give a day such as 2027-03-31.");
}

/** The first second of a day in a zone: where midnight is left out that night, the first that its clocks show. */
function startOf(midnight: number, zone: string): number {
  const candidates = [midnight - SECONDS_PER_DAY, midnight, midnight + SECONDS_PER_DAY].map(
    (instant) => midnight - offsetAt(instant, zone),
  );
  const exact = candidates.filter((instant) => instant + offsetAt(instant, zone) === midnight);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** Seconds by which the clocks of a zone are ahead of UTC at an instant. */
function offsetAt(seconds: number, zone: string): number {
  const parts = new Map(
    formatIn(zone)
      .formatToParts(seconds * 1000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return shown / 1000 - seconds;
}

function formatIn(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en", {
      timeZone: zone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    throw new BadDueDate(
      `"${zone}" is no time zone.`,
      "Give a zone such as Europe/Berlin, Asia/Shanghai or UTC.",
    );
  }
}
