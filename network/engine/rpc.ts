/** A node gave no answer, or none in time. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** What a node said to a request that it would not serve. */
export class Refused extends Error {
  override readonly name = "Refused";
}

const LIMIT_MS = 10_000;

/**
 * Asks a node over JSON-RPC.
 *
 * @param limitMs Milliseconds to wait for the answer.
 * @throws NoAnswer when it cannot be reached, answers with anything but JSON-RPC, or not in time.
 * @throws Refused when it answers with an error.
 */
export async function ask<T = string>(
  url: string,
  method: string,
  params: readonly unknown[] = [],
  limitMs = LIMIT_MS,
): Promise<T> {
  const { result, error } = await post(url, { jsonrpc: "2.0", id: 1, method, params }, limitMs);
  if (error !== undefined) throw new Refused(`${method} at ${url}: ${error.message}`);
  return result as T;
}

interface Answer {
  result?: unknown;
  error?: { message: string };
}

async function post(url: string, body: unknown, limitMs: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    });
    return (await response.json()) as Answer;
  } catch (cause) {
    throw new NoAnswer(`${url} does not answer`, { cause });
  }
}
