/** Something a run relied on is not so. */
export class Unexpected extends Error {
  override readonly name = "Unexpected";
}

/**
 * @param what What must hold, as the end of "It does not hold that …".
 * @throws Unexpected when it does not.
 */
export function require(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Unexpected(`It does not hold that ${what}.`);
}
