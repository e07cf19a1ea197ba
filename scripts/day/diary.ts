import { styleText } from "node:util";
import { table } from "../../tasks/lib/output.ts";

/** A transaction of the day. */
export interface Done {
  hash: string;
  gasUsed: bigint;
}

/** Writes down what a step did, with the transaction if it was one. */
export type Note = (did: string, done?: Done) => void;

/** What happened in one step. */
export interface Step {
  title: string;
  transactions: Done[];
  milliseconds: number;
}

/** Writes down what happens, as it happens. */
export class Diary {
  readonly steps: Step[] = [];
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void = console.log) {
    this.#print = print;
  }

  /** Runs one step and writes down its transactions and its time. */
  async step<Result>(title: string, run: (note: Note) => Promise<Result>): Promise<Result> {
    const step: Step = { title, transactions: [], milliseconds: 0 };
    this.steps.push(step);
    this.#print(styleText("bold", `${this.steps.length}. ${title}`));
    const begun = performance.now();
    const result = await run((did, done) => {
      if (done === undefined) {
        this.#print(`   ${did.replaceAll("\n", "\n   ")}`);
        return;
      }
      step.transactions.push(done);
      this.#print(`   ${did.padEnd(45)} ${done.hash}  ${done.gasUsed} gas`);
    });
    step.milliseconds = performance.now() - begun;
    this.#print(styleText("dim", `   ${(step.milliseconds / 1000).toFixed(1)} s`));
    return result;
  }

  /** All steps in one table. */
  summary(): string {
    const rows = this.steps.map(({ title, transactions, milliseconds }, index) => [
      index + 1,
      title,
      transactions.length,
      transactions.reduce((sum, { gasUsed }) => sum + gasUsed, 0n),
      (milliseconds / 1000).toFixed(1),
    ]);
    return table(["no", "step", "transactions", "gas", "seconds"], rows);
  }
}
