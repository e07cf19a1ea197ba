/** Names one after the other; `nobody` when there are none. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? "nobody" : names.join(", ");
}

/** A duration in words that need no reckoning: `40 s`, `12 min`, `3 h`. */
export function lasting(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
