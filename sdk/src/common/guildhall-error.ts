import type { ExplainedError } from "../errors/explained.ts";

/** What led to an error of the SDK. */
export interface Behind {
  readonly cause?: unknown;
  readonly explained?: ExplainedError;
}

/** An error that the SDK itself raises. It knows why it happened and what to do about it. */
export abstract class GuildhallError extends Error {
  abstract override readonly name: string;
  /** Why it happened. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The values that matter, by name. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The refusal behind it, when a contract or a node refused. */
  readonly explained: ExplainedError | undefined;

  constructor(why: string, remedy: string, args: Readonly<Record<string, unknown>> = {}, behind: Behind = {}) {
    super(`${why} ${remedy}`, behind.cause === undefined ? undefined : { cause: behind.cause });
    this.why = why;
    this.remedy = remedy;
    this.args = args;
    this.explained = behind.explained;
  }
}
