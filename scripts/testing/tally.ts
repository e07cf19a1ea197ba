/** What became of the tests, Solidity and TypeScript together. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The line a person or a pipeline looks for at the very end. */
export function verdict({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`;
}
