import type { SeatName } from "@guildhall/sdk/consortium";
import { type Document, parseDocument } from "yaml";
import { seatsPerMember } from "../alliance/rules.ts";
import { MAXIMUM_VALIDATORS } from "../alliance/schema.ts";
import type { Member } from "../alliance.ts";
import { BundleError } from "./error.ts";

/** A network to try things on: the members of a file with fresh nodes. */
export interface Trial {
  /** 1 to 64. */
  validators: number;
  /** Nodes that sit in the rescue set and serve JSON-RPC; 1 to 64. */
  rpcNodes: number;
  /** All on 127.0.0.1, each with ports of its own; otherwise each with an address of its own in 172.28.0.0/24. */
  loopback: boolean;
}

/** A node of a trial network before it has a key. */
export interface TrialNode {
  member: number;
  name: string;
  seat: SeatName;
  endpoint: string;
}

/**
 * Gives the seats to the members in turn: validators first, then the rescue nodes, starting with the member after the last.
 *
 * @throws BundleError when one member would hold more seats of a set than may fail together.
 */
export function trialNodes(members: readonly Member[], trial: Trial): TrialNode[] {
  requireRoom("validators", trial.validators, members.length);
  requireRoom("rpc-nodes", trial.rpcNodes, members.length);
  const held = members.map(() => 0);
  return Array.from({ length: trial.validators + trial.rpcNodes }, (_, index) => {
    const member = index % members.length;
    const number = (held[member] ?? 0) + 1;
    held[member] = number;
    return {
      member,
      name: `${members[member]?.alias}-${number}`,
      seat: index < trial.validators ? "validator" : "rescue",
      endpoint: trial.loopback ? `127.0.0.1:${30_311 + index}` : `172.28.0.${11 + index}:30303`,
    };
  });
}

function requireRoom(option: string, count: number, members: number): void {
  const fits = (total: number) => total <= members * seatsPerMember(total);
  if (fits(count)) return;
  const sizes = Array.from({ length: MAXIMUM_VALIDATORS }, (_, index) => index + 1).filter(fits);
  throw new BundleError(
    `--${option} ${count}: ${members} members cannot hold ${count} seats, since one member may hold at most ` +
      `${seatsPerMember(count)} of them, as many as may fail together.`,
    `With ${members} members these numbers work: ${sizes.join(", ")}. Or name a file with more members.`,
  );
}

/** What is changed in an alliance's file on its way into a bundle. */
export interface AllianceChanges {
  chainId: number | undefined;
  trial: { nodes: readonly (TrialNode & { publicKey: string })[]; floor: number } | undefined;
}

/** The text of an alliance's file with changes, its comments and layout kept; the very text if there are none. */
export function changeAlliance(text: string, { chainId, trial }: AllianceChanges): string {
  if (chainId === undefined && trial === undefined) return text;
  const document = parseDocument(text, { schema: "failsafe" });
  if (chainId !== undefined) document.setIn(["chain", "id"], String(chainId));
  if (trial === undefined) return format(document);
  const validators = trial.nodes.filter(({ seat }) => seat === "validator").length;
  document.setIn(["validatorSet", "floor"], String(Math.min(trial.floor, validators)));
  const members = (document.toJS() as { members: unknown[] }).members;
  for (const index of members.keys()) {
    const nodes = trial.nodes
      .filter(({ member }) => member === index)
      .map(({ publicKey, endpoint, seat }) => ({ publicKey: publicKey.slice(2), endpoint, seat }));
    document.setIn(["members", index, "nodes"], document.createNode(nodes, { flow: nodes.length === 0 }));
  }
  return `${TRIAL_REMARK}\n${format(document)}`;
}

const TRIAL_REMARK = `# Trial network: the nodes and the floor of the validator set below were put in by \`network init\`; the node keys are fresh.
# All else, these remarks included, is from the file that it was made of.
#`;

function format(document: Document): string {
  return document.toString({ lineWidth: 0 });
}
