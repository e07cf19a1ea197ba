import Mocha from "mocha";
import type { Tally } from "./tally.ts";

/** Mocha's usual print that also counts. */
export function countingReporter(tally: Tally): typeof Mocha.reporters.Spec {
  return class extends Mocha.reporters.Spec {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      super(runner, options);
      countInto(runner, tally);
    }
  };
}

/**
 * Counts what really ran: Hardhat's own sum takes every test behind a failed hook, and every skipped one, for passed.
 */
export function countInto(runner: Mocha.Runner, tally: Tally): void {
  const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;
  runner.on(EVENT_TEST_PASS, () => void tally.passed++);
  runner.on(EVENT_TEST_FAIL, () => void tally.failed++);
  runner.on(EVENT_TEST_PENDING, () => void tally.skipped++);
}
