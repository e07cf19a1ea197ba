import { styleText } from "node:util";
import { explainError, GuildhallError } from "@guildhall/sdk/errors";
import { toJson } from "./output.ts";

/** A wrong argument or a state that forbids the task. */
export class TaskError extends GuildhallError {
  override readonly name = "TaskError";
}

/** Prints why a task failed and what to do, and makes the process end with exit code 1. */
export function reportFailure(error: unknown, json: boolean): void {
  const { name, text, why, remedy } = explainError(error);
  if (json) {
    console.log(toJson({ error: { name, text, why, remedy } }));
  } else {
    console.error(styled("red", why));
    if (remedy !== "") console.error(`What to do: ${remedy}`);
    if (![name, why, `${name}: ${why}`].includes(text)) console.error(styled("dim", text));
  }
  process.exitCode = 1;
}

function styled(style: "red" | "dim", text: string): string {
  return styleText(style, text, { stream: process.stderr });
}
