import { ZeroAddress } from "ethers";
import type { Receivables } from "../generated/contracts/index.ts";
import { type ClaimEvent, type Passage, type Passing, passingsOf } from "./claim-events.ts";
import type { ClaimHolder } from "./claim-holders.ts";
import { type ReceivableDetails, readClaim } from "./receivables.ts";

/** An account in the lineage of a claim: what came to it, from where it stands in the tree, and where it went on. */
export interface LineageNode {
  readonly account: string;
  /** Units that came to it from the account above; for the first one, all that there were. */
  readonly received: bigint;
  /** How they came; nothing for the first one. */
  readonly passages: readonly Passage[];
  /** What it holds now; nothing where the account stands elsewhere in the tree as well, see `drawn`. */
  readonly holding: ClaimHolder | undefined;
  /** Whether the account stands further up or before, where its own passings on are shown. */
  readonly drawn: boolean;
  readonly next: readonly LineageNode[];
}

/** Where the units of a claim came from, as a tree from the creditor down the tiers. */
export interface Lineage {
  readonly claim: ReceivableDetails;
  /** Nothing before acceptance, when there are no units. */
  readonly root: LineageNode | undefined;
}

/**
 * The lineage of a claim, from its events.
 *
 * @throws ClaimNotFound
 */
export async function readLineage(receivables: Receivables, id: bigint): Promise<Lineage> {
  const claim = await readClaim(receivables, id);
  return { claim, root: lineageOf(claim) };
}

/** As `readLineage`, of a claim of any room that was read before. */
export function lineageOf({
  events,
  holders,
}: {
  readonly events: readonly ClaimEvent[];
  readonly holders: readonly ClaimHolder[];
}): LineageNode | undefined {
  const origin = events.find(({ name, args }) => name === "Transfer" && args.sender === ZeroAddress);
  if (origin === undefined) return undefined;
  const passings = passingsOf(events);
  const drawn = new Set<string>();
  const grow = (account: string, received: bigint, passages: Passage[]): LineageNode => {
    const again = drawn.has(account);
    drawn.add(account);
    return {
      account,
      received,
      passages,
      holding: again ? undefined : holders.find((holder) => holder.account === account),
      drawn: again,
      next: again ? [] : passedOn(passings, account).map(([to, units, how]) => grow(to, units, how)),
    };
  };
  return grow(origin.args.receiver, origin.args.amount, []);
}

/** To whom an account passed how much in all, in the order of the first time. */
function passedOn(passings: readonly Passing[], account: string): [string, bigint, Passage[]][] {
  const targets = new Map<string, { units: bigint; passages: Set<Passage> }>();
  for (const { from, to, units, passage } of passings) {
    if (from !== account) continue;
    const target = targets.get(to) ?? { units: 0n, passages: new Set<Passage>() };
    target.units += units;
    target.passages.add(passage);
    targets.set(to, target);
  }
  return [...targets].map(([to, { units, passages }]) => [to, units, [...passages]]);
}
