import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { asArguments, nodeOptions, PERMISSIONS_COPY } from "../../bundle/besu-options.ts";
import { BUNDLE, hostOf } from "../../bundle/plan.ts";
import { openLog } from "../logs.ts";
import { remember } from "../processes.ts";
import type { BesuBinary } from "./binary.ts";
import { addressOf, type LocalNode } from "./local-nodes.ts";

/** Several nodes share this machine; Java by itself would let each take a quarter of its memory. */
const HEAP = "-Xmx1g";

/** Starts the process of a node; it outlives this one. Its log is appended to `logs/<name>.log`. */
export async function launch(folder: string, node: LocalNode, besu: BesuBinary): Promise<void> {
  await mkdir(node.dataFolder, { recursive: true });
  await providePermissions(folder, node);
  const log = await openLog(folder, node.name);
  try {
    const child = spawn(besu.path, argumentsOf(folder, node), {
      cwd: node.dataFolder,
      env: withHeap(process.env),
      stdio: ["ignore", log.fd, log.fd],
      detached: true,
    });
    await once(child, "spawn");
    child.unref();
    await remember(folder, node.name, child.pid ?? 0, node.rpcUrl);
  } finally {
    await log.close();
  }
}

function argumentsOf(folder: string, { plan, keyFile, dataFolder, rpcUrl, metricsUrl }: LocalNode): string[] {
  return asArguments(
    nodeOptions(plan, {
      config: join(folder, "config"),
      key: keyFile,
      data: dataFolder,
      p2pInterface: hostOf(plan.endpoint),
      rpc: addressOf(rpcUrl),
      metrics: addressOf(metricsUrl),
    }),
  );
}

function withHeap(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env.JAVA_OPTS || env.BESU_OPTS ? env : { ...env, JAVA_OPTS: HEAP };
}

/**
 * The node's own copy of the permission lists, which it rewrites. The bundle's is copied again when it is newer: Besu does
 * not start with a peer in static-nodes.json that its list lacks.
 */
async function providePermissions(folder: string, { dataFolder }: LocalNode): Promise<void> {
  const [source, copy] = [join(folder, BUNDLE.permissions), join(dataFolder, PERMISSIONS_COPY)];
  const written = await stat(copy).catch(() => undefined);
  if (written === undefined || (await stat(source)).mtimeMs > written.mtimeMs) await copyFile(source, copy);
}
