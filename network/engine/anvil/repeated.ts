import { setTimeout as sleep } from "node:timers/promises";

/** Work that is done again and again, never twice at once. */
export interface Repeated {
  /** Asks for the work; what is asked for while it is under way is done once, afterwards. */
  request(): void;
  /** Waits for what is under way; what was asked for and not begun is dropped, and so is what is asked for later. */
  finish(): Promise<void>;
}

/**
 * @param onError Told of a failure; the work is done again at the next request.
 * @param restFactor How long to rest after each time, as a multiple of what it took: work that grows slower shall not
 * take up the machine.
 */
export function repeated(
  work: () => Promise<void>,
  onError: (error: unknown) => void,
  restFactor = 0,
): Repeated {
  const finished = new AbortController();
  let isRequested = false;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (isRequested && !finished.signal.aborted) {
      isRequested = false;
      const begun = performance.now();
      await work().catch(onError);
      const rest = restFactor * (performance.now() - begun);
      await sleep(rest, undefined, { signal: finished.signal }).catch(() => {});
    }
    running = undefined;
  };
  return {
    request() {
      isRequested = true;
      running ??= run();
    },
    async finish() {
      finished.abort();
      await running;
    },
  };
}
