import { styleText } from "node:util";
import { type ExplainedError, explainError, GuildhallError } from "@guildhall/sdk/errors";
import { toJson } from "./output.ts";

/** A wrong argument or a state that forbids the task. */
export class TaskError extends GuildhallError {
  override readonly name = "TaskError";
}

/** Prints why a task failed and what to do, and makes the process end with exit code 1. */
export function reportFailure(error: unknown, json: boolean): void {
  const { name, text, why, remedy } = inParagraphs(explainError(error));
  if (json) {
    console.log(toJson({ error: { name, text, why, remedy } }));
  } else {
    console.error(styled("red", why));
    if (remedy !== "") console.error(`What to do: ${remedy}`);
    if (text !== name) console.error(styled("dim", text));
  }
  process.exitCode = 1;
}

/** Hardhat says what to do in a paragraph of its own. */
function inParagraphs(explained: ExplainedError): ExplainedError {
  if (explained.remedy !== "") return explained;
  const [why = "", ...rest] = explained.why.split("\n\n");
  return { ...explained, why, remedy: rest.join(" "), text: explained.name };
}

function styled(style: "red" | "dim", text: string): string {
  return styleText(style, text, { stream: process.stderr });
}
