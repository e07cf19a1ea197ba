import { setTimeout as sleep } from "node:timers/promises";

/** Does something at once and then again and again, with a pause in between, until it is told to stop. */
export async function repeat(act: () => Promise<void>, pauseMs: number, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await act();
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
  }
}
