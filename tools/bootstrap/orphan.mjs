const checkMs = 500;

/**
 * Calls back when the process that started this one is gone; answers how to stop watching.
 * @param {() => void} then
 */
export function whenOrphaned(then) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    then();
  }, checkMs);
  watch.unref();
  return () => clearInterval(watch);
}
