/**
 * What `/readiness` beside the JSON-RPC says. Besu answers 200 there while its chain stands still, so this is no evidence.
 *
 * @returns Nothing when the server has no such page.
 */
export async function readiness(rpcUrl: string, limitMs: number): Promise<boolean | undefined> {
  const response = await look(new URL("/readiness", rpcUrl).href, "GET", limitMs);
  if (response?.status === 200) return true;
  return response?.status === 503 ? false : undefined;
}

/**
 * Milliseconds by which a node's clock is ahead of this machine's. Besu's JSON-RPC does not date its answers, its server
 * of metrics does, in whole seconds: the middle of the second is taken.
 *
 * @returns Nothing when the metrics cannot be reached.
 */
export async function nodeClock(
  metricsUrl: string | undefined,
  limitMs: number,
  now: () => number,
): Promise<number | undefined> {
  if (metricsUrl === undefined) return undefined;
  const asked = now();
  const response = await look(metricsUrl, "HEAD", limitMs);
  const date = Date.parse(response?.headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : date + 500 - (asked + now()) / 2;
}

async function look(url: string, method: string, limitMs: number): Promise<Response | undefined> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(limitMs) });
    await response.body?.cancel();
    return response;
  } catch {
    return undefined;
  }
}
