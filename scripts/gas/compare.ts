import type { GasRow } from "./points.ts";

/**
 * What stands between these measurements and a green run, one sentence each.
 *
 * @param snapshot The committed rows; undefined when there are none.
 */
export function gasProblems(rows: readonly GasRow[], snapshot: readonly GasRow[] | undefined): string[] {
  if (rows.length === 0) return ["No gas was measured: test/gas holds no *.gas.ts that notes a gas point."];
  return [...overBound(rows), ...(snapshot === undefined ? [MISSING] : drift(rows, snapshot))];
}

const MISSING = "snapshots/gas.json is missing: run `npm run gas -- --update` and commit it.";

/** Also what an update refuses to write. */
export function overBound(rows: readonly GasRow[]): string[] {
  return rows
    .filter(({ gas, bound }) => gas > bound)
    .map((row) => `${name(row)} uses ${row.gas} gas, its bound is ${row.bound}.`);
}

function drift(rows: readonly GasRow[], snapshot: readonly GasRow[]): string[] {
  const committed = new Map(snapshot.map((row) => [name(row), row]));
  const changed = rows.flatMap((row) => {
    const before = committed.get(name(row));
    committed.delete(name(row));
    if (before === undefined) return [`${name(row)} is not in snapshots/gas.json (${row.gas} gas).`];
    if (before.gas !== row.gas)
      return [`${name(row)} uses ${row.gas} gas, ${signed(row.gas - before.gas)} than committed.`];
    return before.bound === row.bound
      ? []
      : [`${name(row)} has the bound ${row.bound}, committed is ${before.bound}.`];
  });
  const gone = [...committed.keys()].map((key) => `${key} is in snapshots/gas.json but was not measured.`);
  const found = [...changed, ...gone];
  return found.length === 0
    ? []
    : [...found, "If that is meant, run `npm run gas -- --update` and commit it."];
}

function name({ room, work }: GasRow): string {
  return `${room}: ${work}`;
}

function signed(difference: number): string {
  return difference > 0 ? `${difference} more` : `${-difference} less`;
}
