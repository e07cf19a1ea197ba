/** Why a question has no answer. */
export interface Fault {
  /**
   * `silent`: nothing answered in time. `unauthorised`: it wants a sign-in. `absent`: the node does not have or does not
   * offer this method. `refused`: it answered with another error, or not in JSON-RPC.
   */
  readonly kind: "silent" | "unauthorised" | "absent" | "refused";
  readonly code?: number | undefined;
  readonly message: string;
}

/** What a node said, or why it said nothing. */
export type Answer<T> =
  | { readonly value: T; readonly fault?: undefined }
  | { readonly value?: undefined; readonly fault: Fault };

/** Puts a question to one node; never throws. `read` makes a value of the result and may throw if it is not as expected. */
export type Ask = <T>(
  method: string,
  params: readonly unknown[],
  read: (result: unknown) => T,
) => Promise<Answer<T>>;

/** How a node is asked. */
export interface AskOptions {
  /** Milliseconds that an answer may take. */
  readonly limitMs: number;
  /** Bearer token for nodes that want a sign-in. */
  readonly token?: string | undefined;
}

const UNAUTHORISED = -40100;
const METHOD_NOT_FOUND = -32601;
const METHOD_NOT_ENABLED = -32604;

/** A way to ask the node at `url` over JSON-RPC. */
export function asker(url: string, { limitMs, token }: AskOptions): Ask {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return async (method, params, read) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...authorization },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
        signal: AbortSignal.timeout(limitMs),
      });
      return answerOf(response.status, await response.text(), read);
    } catch (error) {
      return { fault: { kind: "silent", message: reasonOf(error, limitMs) } };
    }
  };
}

function answerOf<T>(status: number, body: string, read: (result: unknown) => T): Answer<T> {
  try {
    const { result, error } = JSON.parse(body) as {
      result?: unknown;
      error?: { code: number; message: string };
    };
    if (error === undefined) return { value: read(result) };
    return { fault: { kind: kindOf(error), code: error.code, message: error.message } };
  } catch {
    if (status === 401) return { fault: { kind: "unauthorised", message: "HTTP 401" } };
    return { fault: { kind: "refused", message: `HTTP ${status}, not an answer that can be understood` } };
  }
}

function kindOf({ code, message }: { code: number; message: string }): Fault["kind"] {
  if (code === UNAUTHORISED) return "unauthorised";
  // Hardhat's chain has a code for it that means something else to Besu.
  const isAbsent =
    code === METHOD_NOT_FOUND || code === METHOD_NOT_ENABLED || /is not supported/.test(message);
  return isAbsent ? "absent" : "refused";
}

function reasonOf(error: unknown, limitMs: number): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return name === "TimeoutError"
    ? `no answer within ${limitMs / 1000} s`
    : (cause?.code ?? cause?.message ?? message);
}
