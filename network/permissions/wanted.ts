import { type AllianceState, type MemberState, RIGHTS, statusAt } from "@guildhall/sdk/consortium";
import type { NetworkPlan } from "../bundle/plan.ts";
import { enodeOf } from "../node-key.ts";
import { canonical, type ListName } from "./lists.ts";

/** What the lists of every node should hold, in canonical spelling, sorted. */
export interface Wanted extends Readonly<Record<ListName, readonly string[]>> {
  /** Registered nodes whose endpoint is no IP address and port, which Besu would refuse or take for loopback. */
  readonly leftOut: readonly string[];
}

const ENDPOINT = /@(\d{1,3}(\.\d{1,3}){3}|\[[\da-f:]+\]):\d{1,5}$/;

/**
 * The lists that follow from the register, the plan and the guests.
 *
 * Nodes: those of all members but expelled ones, those that seal, and those of the plan. A suspended member's nodes stay,
 * so that consensus does not depend on business.
 *
 * Accounts: those in use by active members, unless frozen. An admin that the compliance office froze still votes, and the
 * admins of a suspended member still freeze and replace its keys; both stay. Guests are accounts that act for no member
 * yet, such as the one that applies for membership.
 *
 * @param at Time of the head, seconds since 1970, UTC: emergency suspensions lapse by it.
 */
export function wantedLists(
  state: AllianceState,
  plan: NetworkPlan | undefined,
  guests: readonly string[],
  at: number,
): Wanted {
  const nodes = sorted([...state.members.flatMap((member) => nodesOf(state, member)), ...plannedNodes(plan)]);
  return {
    nodes: nodes.filter((enode) => ENDPOINT.test(enode)),
    leftOut: nodes.filter((enode) => !ENDPOINT.test(enode)),
    accounts: sorted([...state.members.flatMap((member) => accountsOf(member, at)), ...guests]),
  };
}

function nodesOf({ validators, rescueValidators }: AllianceState, member: MemberState): string[] {
  const seats = new Set([...validators, ...rescueValidators].map(({ validator }) => validator));
  return member.nodes
    .filter(({ address }) => member.expelledAt === 0 || seats.has(address))
    .map(({ publicKey, endpoint }) => enodeOf(publicKey, endpoint));
}

function plannedNodes(plan: NetworkPlan | undefined): string[] {
  return (plan?.nodes ?? []).map(({ enode }) => enode);
}

function accountsOf(member: MemberState, at: number): string[] {
  const status = statusAt(member, at);
  if (status === "expelled") return [];
  return member.accounts
    .filter(({ rights, frozenByOrganisation, frozenByCompliance }) => {
      const isAdmin = (rights & RIGHTS.admin) !== 0;
      if (rights === 0 || frozenByOrganisation) return false;
      return isAdmin || (status === "active" && !frozenByCompliance);
    })
    .map(({ address }) => address);
}

function sorted(entries: readonly string[]): string[] {
  return [...new Set(entries.map(canonical))].sort();
}
