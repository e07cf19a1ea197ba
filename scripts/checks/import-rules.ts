import path from "node:path";

/** One import as it stands in a file; both paths run from the root of the repository with `/`. */
export interface Import {
  from: string;
  /** A path when the import is relative, otherwise the name of the package as written. */
  to: string;
  relative: boolean;
}

/** Folders that hold programs on top of the rest: nothing below may lean on them. */
const TOPMOST = ["test", "bench", "apps"];

/** What tasks and scripts stand on, so it does not lean on them. */
const BELOW_TASKS = ["payments", "orders", "assets", "network", "files", "modules"];

/** Says in one sentence what is wrong with an import, or nothing. */
export function breach({ from, to, relative }: Import): string | undefined {
  const [top, room] = from.split("/");
  const [target, targetRoom] = to.split("/");
  if (relative && target !== top && TOPMOST.includes(target ?? ""))
    return `nothing outside imports ${target}/`;
  if (relative && (target === "tasks" || target === "scripts") && BELOW_TASKS.includes(top ?? ""))
    return `${target}/ stands on ${top}/, not the other way round`;
  if (top === "contracts") return contractBreach(room, { from, to, relative });
  if (from.startsWith("sdk/src/")) return sdkBreach({ from, to, relative });
  if (top === "tools" && !(relative ? target === "tools" : to.startsWith("node:"))) {
    return `tools/ runs before anything is installed: only node:* and its own files, not ${targetRoom ? to : target}`;
  }
  return undefined;
}

function contractBreach(room: string | undefined, { to, relative }: Import): string | undefined {
  if (!relative) {
    return to.startsWith("@openzeppelin/contracts/")
      ? undefined
      : "contracts import no package but OpenZeppelin";
  }
  const [top, targetRoom] = to.split("/");
  if (top !== "contracts") return "contracts import contracts only";
  if (targetRoom === room || targetRoom === "common") return undefined;
  return /^I[A-Z]/.test(path.posix.basename(to))
    ? undefined
    : `of another room only interfaces: ${targetRoom}/I….sol`;
}

const SDK_NODE = "sdk/src/node/";

function sdkBreach({ from, to, relative }: Import): string | undefined {
  const onNode = from.startsWith(SDK_NODE);
  if (!relative) {
    if (to === "ethers" || (onNode && to.startsWith("node:"))) return undefined;
    return onNode
      ? "sdk/src/node imports ethers and node:* only"
      : "the SDK imports ethers only (node:* lives in sdk/src/node)";
  }
  if (!to.startsWith("sdk/src/")) return "the SDK imports its own files only";
  return to.startsWith(SDK_NODE) && !onNode ? "browsers read this file: leave sdk/src/node out" : undefined;
}
