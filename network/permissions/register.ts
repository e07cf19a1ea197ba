import { openNode } from "@guildhall/sdk";
import { type AllianceState, connectAlliance, readLog, replay } from "@guildhall/sdk/consortium";
import { GuildhallError } from "@guildhall/sdk/errors";
import type { Source } from "./source.ts";

/** The register as it stands, and the time it stands for. */
export interface RegisterView {
  readonly state: AllianceState;
  /** Time of the source's head, seconds since 1970, UTC. */
  readonly at: number;
  /** Name of the node that was asked. */
  readonly source: string;
}

/** No node gives a view of the register that lists may be changed by. */
export class RegisterUnusable extends GuildhallError {
  override readonly name = "RegisterUnusable";
  constructor(why: string, remedy: string) {
    super(`${why} No list was changed.`, remedy);
  }
}

/**
 * A reader of the register that replays the change log anew only when its tip has moved.
 *
 * @returns A function that reads it at a node. It throws RegisterUnusable when the register has no member, and what the
 * SDK throws when the node cannot be read, holds no alliance, or its log is broken.
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
    if (known.members.every(({ expelledAt }) => expelledAt !== 0))
      throw new RegisterUnusable("The register has no member.", "Check that this is the alliance's chain.");
    return { state: known, at, source: name };
  };
}
