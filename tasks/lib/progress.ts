import { MultiBar, type SingleBar } from "cli-progress";

/** Bars on standard error, one for each phase of some work; none where nobody watches. */
export class ProgressBars {
  readonly #bars = new MultiBar({
    format: "{phase} {bar} {value}/{total} {duration_formatted}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    stream: process.stderr,
  });
  readonly #byPhase = new Map<string, SingleBar>();
  readonly #isShown: boolean;

  /** @param isShown Whether anything is drawn, if standard error is a terminal. */
  constructor(isShown: boolean) {
    this.#isShown = isShown && process.stderr.isTTY;
  }

  /** Shows how far a phase is. */
  readonly show = (phase: string, done: number, total: number): void => {
    if (!this.#isShown) return;
    const bar = this.#byPhase.get(phase) ?? this.#bars.create(total, 0, { phase: phase.padEnd(10) });
    this.#byPhase.set(phase, bar);
    bar.update(done);
  };

  /** Leaves the bars as they are and gives the terminal back. */
  stop(): void {
    this.#bars.stop();
  }
}
