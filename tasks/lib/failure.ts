import { styleText } from "node:util";
import { explainError } from "@guildhall/sdk/errors";
import { toJson } from "./output.ts";

/** A wrong argument or a state that forbids the task: what is wrong, and what to do. */
export class TaskError extends Error {
  override readonly name = "TaskError";
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** Prints why a task failed and what to do, and makes the process end with exit code 1. */
export function reportFailure(error: unknown, json: boolean): void {
  const failure = describeFailure(error);
  if (json) console.log(toJson({ error: failure }));
  else {
    console.error(styleText("red", failure.why));
    if (failure.error !== "TaskError") console.error(styleText("dim", failure.error));
    if (failure.remedy !== "") console.error(`What to do: ${failure.remedy}`);
  }
  process.exitCode = 1;
}

function describeFailure(error: unknown): { error: string; why: string; remedy: string } {
  if (error instanceof TaskError) return { error: error.name, why: error.message, remedy: error.remedy };
  const explained = explainError(error);
  return { error: explained.text, why: explained.why, remedy: explained.remedy };
}
