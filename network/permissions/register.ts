import { openNode } from "@guildhall/sdk";
import { type AllianceState, connectAlliance, readLog, replay } from "@guildhall/sdk/consortium";
import type { Source } from "./source.ts";

/** The register as it stands, and the time it stands for. */
export interface RegisterView {
  readonly state: AllianceState;
  /** Time of the source's head, seconds since 1970, UTC. */
  readonly at: number;
  /** Name of the node that was asked. */
  readonly source: string;
}

/**
 * A reader of the register that replays the change log anew only when its tip has moved.
 *
 * @returns A function that reads it at a node. It throws what the SDK throws when the node cannot be read, is on another
 * chain meanwhile, holds no alliance, or its log is broken.
 */
export function registerReader(): (source: Source) => Promise<RegisterView> {
  let known: AllianceState | undefined;
  return async ({ name, url, chainId, at }) => {
    const provider = await openNode(url, { chainId: BigInt(chainId) });
    try {
      const alliance = await connectAlliance(provider);
      const { head } = await alliance.registry.logTip();
      if (known?.head !== head) known = replay(await readLog(alliance));
    } finally {
      provider.destroy();
    }
    return { state: known, at, source: name };
  };
}
