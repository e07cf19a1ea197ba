import { styleText } from "node:util";
import { explainError } from "@guildhall/sdk/errors";

/** Runs steps one after the other and prints a line for each. */
export class Steps {
  passed = 0;
  failed = 0;
  #notRun = 0;

  /** What was found out, for the record: name to value. */
  readonly figures: Record<string, string | number> = {};

  /**
   * Runs a step. Once one has failed, those after it would judge a network in an unknown state: they are
   * counted and not run.
   */
  async step(title: string, run: () => Promise<string | undefined>): Promise<void> {
    if (this.failed > 0) {
      this.#notRun++;
      return;
    }
    const begun = performance.now();
    const line = (mark: string, said: string) => {
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      console.log(`${mark} ${title}${said === "" ? "" : `: ${said}`} ${styleText("dim", `(${seconds} s)`)}`);
    };
    try {
      const said = await run();
      this.passed++;
      line("ok    ", said ?? "");
    } catch (error) {
      this.failed++;
      line("FAILED", explainError(error).why);
      console.error(error);
    }
  }

  /** The verdict: what was not run, then the tally alone on the last line. */
  conclude(): void {
    if (this.#notRun > 0) console.log(`${this.#notRun} steps after the failed one were not run`);
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}
