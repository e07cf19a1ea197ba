import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { startAnvil } from "../../network/engine/anvil/anvil.ts";
import { serveEmbedded } from "../../network/engine/embedded.ts";
import { genesisIn } from "../../network/engine/genesis.ts";
import { type Context, openContext } from "../../tasks/lib/context.ts";

/** Where the day takes place. */
export interface StageOptions {
  engine: "hardhat" | "anvil";
  port: number;
  /** Seconds between blocks of anvil; each transaction is sealed at once without it. */
  blockTimeSeconds: number | undefined;
  /** JSON-RPC of a network that runs already, instead of an engine. */
  url: string | undefined;
}

/** A chain on which the day can be lived through. */
export interface Stage {
  context: Context;
  url: string;
  /** How it ends, to be told; undefined if it does not end with this process. */
  ending: string | undefined;
  /** Rejects when the chain ends by itself. */
  failed: Promise<never>;
  close(): Promise<void>;
}

interface Served extends Omit<Stage, "context"> {
  /** As whom of hardhat.config.ts the day meets it. */
  network: "localhost" | "remote";
}

const NEVER = new Promise<never>(() => {});

/** Brings the chain up, or finds it. */
export async function openStage(hre: HardhatRuntimeEnvironment, options: StageOptions): Promise<Stage> {
  const { network, ...served } = await bringUp(hre, options);
  try {
    const connection = await hre.network.create({ network, override: { url: served.url } });
    return { ...served, context: await openContext(hre, connection) };
  } catch (error) {
    await served.close();
    throw error;
  }
}

async function bringUp(hre: HardhatRuntimeEnvironment, options: StageOptions): Promise<Served> {
  if (options.url !== undefined) {
    return { network: "remote", url: options.url, ending: undefined, failed: NEVER, close: async () => {} };
  }
  if (options.engine === "anvil") return bringUpAnvil(hre, options);
  const { url, stop } = await serveEmbedded(hre, options.port);
  const ending = "Ctrl-C stops the chain; its state is not kept.";
  return { network: "localhost", url, ending, failed: NEVER, close: stop };
}

/** On a folder of its own: the day founds on a new chain, so none is gone on with. */
async function bringUpAnvil(
  hre: HardhatRuntimeEnvironment,
  { port, blockTimeSeconds }: StageOptions,
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), "guildhall-day-"));
  const clear = () => rm(folder, { recursive: true, force: true });
  try {
    const genesis = await genesisIn(folder, hre);
    const { url, failed, stop } = await startAnvil(folder, { genesis, port, blockTimeSeconds });
    return {
      network: "localhost",
      url,
      ending: "Ctrl-C stops the chain; its state is not kept (`network start --engine anvil` keeps it).",
      failed,
      close: async () => {
        await stop();
        await clear();
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}
