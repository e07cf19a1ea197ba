/** An error that the SDK itself raises. It knows why it happened and what to do about it. */
export abstract class GuildhallError extends Error {
  abstract override readonly name: string;
  /** Why it happened. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The values that matter, by name. */
  readonly args: Readonly<Record<string, unknown>>;

  constructor(why: string, remedy: string, args: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(`${why} ${remedy}`, cause === undefined ? undefined : { cause });
    this.why = why;
    this.remedy = remedy;
    this.args = args;
  }
}
