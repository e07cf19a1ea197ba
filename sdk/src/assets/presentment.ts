import { dueAt } from "./due-dates.ts";

const DAY_MS = 86_400_000;

/** When a bill may be presented for payment, in seconds since 1970, UTC. */
export interface Presentment {
  /** First second of the day of maturity. */
  readonly maturesAt: number;
  /** Last second of the last day. */
  readonly presentUntil: number;
}

/**
 * The days on which a bill may be presented: the day of maturity and `workingDays` after it, as the clocks at the place of
 * payment have them.
 *
 * @param due Day of maturity: `2027-03-31`.
 * @param zone Time zone by its name in the IANA database.
 * @param holidays Days that are no working days there.
 * @throws BadDueDate
 * @example presentment("2027-03-31", 2, "Asia/Singapore") // from 30 March 16:00 to 2 April 15:59:59 UTC
 */
export function presentment(
  due: string,
  workingDays: number,
  zone: string,
  holidays: ReadonlySet<string> = new Set(),
): Presentment {
  // Refuses what is no day before anything is reckoned from it.
  dueAt(due, zone);
  return {
    maturesAt: dueAt(dayAfter(due, -1), zone),
    presentUntil: dueAt(workingDayAfter(due, workingDays, holidays), zone) - 1,
  };
}

/** The day that is `count` working days, Monday to Friday without holidays, after a day of the calendar. */
export function workingDayAfter(
  day: string,
  count: number,
  holidays: ReadonlySet<string> = new Set(),
): string {
  let last = day;
  for (let left = count; left > 0; ) {
    last = dayAfter(last, 1);
    const weekday = new Date(`${last}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !holidays.has(last)) left--;
  }
  return last;
}

function dayAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}
