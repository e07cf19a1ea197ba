/** Resolves at Ctrl-C (SIGINT) or when the process is asked to end (SIGTERM). */
export function interruption(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}
