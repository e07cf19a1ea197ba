/** What a piece of work costs and may cost, in gas. */
export interface GasRow {
  /** Room the work belongs to. */
  room: string;
  /** The work in words, with its size ("clear 100 orders"). */
  work: string;
  gas: number;
  bound: number;
}

export type GasPoint = Omit<GasRow, "gas">;

const taken: GasRow[] = [];

/**
 * Notes what a piece of work used; `npm run gas` compares it with the committed snapshot.
 *
 * @throws Error when the same work of the same room was noted before.
 */
export function gasPoint({ room, work, bound }: GasPoint, gasUsed: bigint | number): void {
  if (taken.some((row) => row.room === room && row.work === work)) {
    throw new Error(`The gas of "${room}: ${work}" is measured twice; give each measurement its own words.`);
  }
  taken.push({ room, work, gas: Number(gasUsed), bound });
}

/** Every row noted so far, in an order that does not depend on the order of the files. */
export function takenPoints(): GasRow[] {
  const key = ({ room, work }: GasRow) => `${room}\n${work}`;
  return [...taken].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
