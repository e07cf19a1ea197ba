import { once } from "node:events";
import { createServer } from "node:net";
import { EngineError } from "./error.ts";

/** A port that is to be opened on this machine. */
export interface Port {
  host: string;
  port: number;
  /** For what, as a message says it: "JSON-RPC of nordgrid-1". */
  use: string;
}

/**
 * Tells whether all ports can be opened. Asked beforehand, since a server that finds its port taken ends with a stack
 * trace, or halfway up.
 *
 * @throws EngineError naming every port that cannot.
 */
export async function requireFreePorts(ports: readonly Port[]): Promise<void> {
  const found = await Promise.all(ports.map(async (port) => ({ port, obstacle: await obstacleTo(port) })));
  const taken = found.filter(({ obstacle }) => obstacle !== undefined);
  if (taken.length === 0) return;
  const lines = taken.map(({ port, obstacle }) => `- ${port.port} (${port.use}) ${obstacle}`);
  throw new EngineError(
    ["These ports cannot be opened:", ...lines].join("\n"),
    "Stop what listens there (`network stop` if it is a network of this project), or choose other ports.",
    { ports: taken.map(({ port }) => port.port) },
  );
}

async function obstacleTo({ host, port }: Port): Promise<string | undefined> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, "listening");
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "EADDRINUSE" ? "is in use" : `cannot be opened: ${message}`;
  } finally {
    probe.close();
  }
}
