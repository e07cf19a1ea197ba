const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.0+)?)?(Z|[+-]\d{2}:\d{2})$/;
const UNZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

const SECONDS_PER_DAY = 86_400;
const LATEST = 2 ** 40 - 1;

/**
 * Reads the end of a period, in **seconds since 1970, UTC**. A bare day means the whole of it: `2031-12-31` ends at
 * 2032-01-01T00:00:00Z. An instant needs its zone.
 *
 * @throws Error saying why the text is not such a date.
 * @example parseUntil("2031-12-31") // 1956528000
 * @example parseUntil("2031-12-31T18:00:00+01:00") // 1956502800
 */
export function parseUntil(text: string): number {
  const isDay = DAY.test(text);
  if (!isDay && !INSTANT.test(text)) {
    throw new Error(UNZONED.test(text) ? "has no zone, so it names no instant" : "is not an ISO 8601 date");
  }
  const milliseconds = Date.parse(isDay ? `${text}T00:00:00Z` : text);
  const day = text.slice(0, 10);
  if (Number.isNaN(milliseconds) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) {
    throw new Error("is not in the calendar");
  }
  const seconds = milliseconds / 1000 + (isDay ? SECONDS_PER_DAY : 0);
  if (seconds < 0 || seconds > LATEST) throw new Error("is out of range");
  return seconds;
}

/**
 * Writes seconds since 1970 as an ISO 8601 instant in UTC.
 *
 * @example formatInstant(1956528000) // "2032-01-01T00:00:00Z"
 */
export function formatInstant(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
