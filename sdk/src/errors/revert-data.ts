/** Parts of an error that describe the request, not the answer. */
const REQUEST_PARTS = new Set([
  "transaction",
  "tx",
  "payload",
  "request",
  "invocation",
  "params",
  "receipt",
  "stack",
]);

/** Properties that errors hide from enumeration. */
const HIDDEN_PARTS = ["cause", "errors"];

/** How deep errors are nested at most: wallet, library, transport, node. */
const MAXIMUM_DEPTH = 8;

/** More objects than any error needs; some libraries attach half of themselves. */
const MAXIMUM_PARTS = 500;

/** An object inside an error, such as the node's own answer. */
export type ErrorPart = Readonly<Record<string, unknown>>;

/**
 * All objects within an error, the outermost first, whichever way libraries and nodes nest them: `cause`,
 * `info.error`,
 * `data.data`, an answer as JSON text. What was sent is left out, since it holds hex data as well.
 */
export function partsOf(error: unknown): ErrorPart[] {
  const parts: ErrorPart[] = [];
  const seen = new Set<unknown>();
  let level = [error];
  for (let depth = 0; depth < MAXIMUM_DEPTH && parts.length < MAXIMUM_PARTS; depth++) {
    const objects = [...new Set(level.map(parsed))].filter((value) => isObject(value) && !seen.has(value));
    for (const part of objects) seen.add(part);
    parts.push(...(objects as ErrorPart[]));
    level = (objects as ErrorPart[]).flatMap(childrenOf);
  }
  return parts;
}

/**
 * The data that a contract reverted with.
 *
 * @returns `0x` when it reverted without data; nothing when the error is no revert or the data is lost.
 */
export function revertDataOf(parts: readonly ErrorPart[]): string | undefined {
  const candidates = parts.flatMap(({ data, raw }) => [data, raw]);
  const found = candidates.filter(isHexData);
  return found.find((data) => data.length >= 10) ?? (speaksOfRevert(parts) ? found[0] : undefined);
}

function childrenOf(part: ErrorPart): unknown[] {
  const names = [...Object.keys(part), ...HIDDEN_PARTS].filter((name) => !REQUEST_PARTS.has(name));
  return names.map((name) => propertyOf(part, name));
}

/** Some libraries throw when a value that they could not decode is touched. */
function propertyOf(part: ErrorPart, name: string): unknown {
  try {
    return part[name];
  } catch {
    return undefined;
  }
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith("{")) return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function speaksOfRevert(parts: readonly ErrorPart[]): boolean {
  return parts.some(({ code, message }) => code === 3 || /revert/i.test(String(message)));
}

function isHexData(value: unknown): value is string {
  return typeof value === "string" && /^0x([0-9a-f]{2})*$/i.test(value);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
