import { GuildhallError } from "../common/guildhall-error.ts";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

/** A text that is no day of the calendar. */
export class BadDay extends GuildhallError {
  override readonly name = "BadDay";
  constructor(text: string) {
    super(`"${text}" is not a day.`, "Give it as 2027-03-31.", { text });
  }
}

/** A name that is no time zone. */
export class UnknownZone extends GuildhallError {
  override readonly name = "UnknownZone";
  constructor(zone: string) {
    super(`"${zone}" is not a time zone.`, "Give its name in the IANA list, such as Asia/Singapore or UTC.", {
      zone,
    });
  }
}

/**
 * The first second of a day in a time zone, in seconds since 1970, UTC. Where clocks go forward at midnight, it is the first
 * second that the day has.
 *
 * @throws BadDay; UnknownZone.
 * @example startOfDay("2027-03-31", "Asia/Singapore") // 1806422400
 */
export function startOfDay(day: string, zone: string): number {
  const midnight = instantOf(day);
  const clock = clockOf(zone);
  // The offset at the wanted instant is not known beforehand: the greatest one that any zone has is 14 hours.
  const early = midnight - 14 * 3_600_000;
  for (let instant = early; ; instant += 900_000) {
    if (localTime(clock, instant) >= midnight) return instant / 1000;
  }
}

/** The last second of a day in a time zone, in seconds since 1970, UTC. @throws BadDay; UnknownZone. */
export function endOfDay(day: string, zone: string): number {
  return startOfDay(dayAfter(day, 1), zone) - 1;
}

/**
 * The day that is `count` working days, Monday to Friday, after `day`.
 *
 * @param holidays Days that are none, as 2027-03-31.
 * @throws BadDay
 */
export function workingDayAfter(day: string, count: number, holidays: ReadonlySet<string> = new Set()): string {
  let last = day;
  for (let left = count; left > 0; ) {
    last = dayAfter(last, 1);
    const weekday = new Date(instantOf(last)).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !holidays.has(last)) left--;
  }
  return last;
}

/** The day of an instant (seconds since 1970, UTC) in a time zone. @throws UnknownZone */
export function dayOf(instant: number, zone: string): string {
  return new Date(localTime(clockOf(zone), instant * 1000)).toISOString().slice(0, 10);
}

function dayAfter(day: string, count: number): string {
  return new Date(instantOf(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Midnight of the day as if its place were at UTC. */
function instantOf(day: string): number {
  const instant = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== day) throw new BadDay(day);
  return instant;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch {
    throw new UnknownZone(zone);
  }
}

/** What the clocks of the place show, as if they stood at UTC. */
function localTime(clock: Intl.DateTimeFormat, instant: number): number {
  const parts = Object.fromEntries(
    clock.formatToParts(instant).map(({ type, value }) => [type, value]),
  ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", string>;
  const { year, month, day, hour, minute, second } = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
