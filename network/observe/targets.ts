import { GuildhallError } from "@guildhall/sdk/errors";
import type { NetworkPlan, NodePlan } from "../bundle/plan.ts";

/** A node that is to be looked at. */
export interface Target {
  readonly name: string;
  /** Its JSON-RPC; nothing for a node of another member, which this bundle's holder cannot ask. */
  readonly url: string | undefined;
  /** What the plan says of it; nothing when it was named by its URL alone. */
  readonly node: NodePlan | undefined;
}

/** A URL of a node cannot be used. */
export class BadNodeUrl extends GuildhallError {
  override readonly name = "BadNodeUrl";
  constructor(given: string) {
    super(
      `"${given}" is not the URL of a node.`,
      "Give http:// or https://, the host and the port of its JSON-RPC; several separated by commas.",
      { given },
    );
  }
}

/**
 * The nodes of a plan, and the nodes at `urls` besides; a URL that the plan has already is not asked twice.
 *
 * @throws BadNodeUrl
 */
export function targetsOf(plan: NetworkPlan | undefined, urls: readonly string[]): Target[] {
  const planned = (plan?.nodes ?? []).map((node) => ({ name: node.name, url: node.rpcUrl, node }));
  const known = new Set(planned.map(({ url }) => url && new URL(url).href));
  const named = urls.map(parseUrl).filter(({ href }) => !known.has(href));
  return [...planned, ...named.map(({ href, host }) => ({ name: host, url: href, node: undefined }))];
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new BadNodeUrl(text);
  return new URL(text);
}
