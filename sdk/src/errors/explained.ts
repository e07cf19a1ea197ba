/** An error in words: what it is, why it happened, what to do. */
export interface ExplainedError {
  /** Name of the custom error, of the SDK's own error, or of the node's refusal. */
  readonly name: string;
  /** Arguments of a custom error in order; empty otherwise. */
  readonly args: readonly ExplainedArgument[];
  readonly why: string;
  readonly remedy: string;
  /** The contract or interface that declares the error; nothing if it comes from elsewhere. */
  readonly contract: string | undefined;
  /** The revert data as hex, or the message as it came. */
  readonly raw: string;
  /** Name and arguments on one line. */
  readonly text: string;
  /** An error that this one carries as an argument. */
  readonly inner: ExplainedError | undefined;
}

/** One argument of a custom error. */
export interface ExplainedArgument {
  readonly name: string;
  readonly value: unknown;
  /** The value for people: names instead of numbers, dates instead of seconds. */
  readonly text: string;
}

/** An explanation without arguments. */
export function explanation(
  name: string,
  why: string,
  remedy: string,
  raw: string,
  text = name,
): ExplainedError {
  return { name, args: [], why, remedy, contract: undefined, raw, text, inner: undefined };
}
