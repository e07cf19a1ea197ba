/** Work that is done again and again, never twice at once. */
export interface LatestOnly {
  /** Asks for the work; what is asked for while it is under way is done once, afterwards. */
  request(): void;
  /** Resolves when nothing is under way or asked for. */
  settled(): Promise<void>;
}

/** @param onError Told of a failure; the work is done again at the next request. */
export function latestOnly(work: () => Promise<void>, onError: (error: unknown) => void): LatestOnly {
  let isRequested = false;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (isRequested) {
      isRequested = false;
      await work().catch(onError);
    }
    running = undefined;
  };
  return {
    request() {
      isRequested = true;
      running ??= run();
    },
    async settled() {
      await running;
    },
  };
}
