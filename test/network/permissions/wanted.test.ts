import {
  type AccountState,
  type AllianceState,
  type MemberState,
  type NodeState,
  RIGHTS,
} from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { id, SigningKey } from "ethers";
import { enodeOf, nodeAddress } from "../../../network/node-key.ts";
import { wantedLists } from "../../../network/permissions/wanted.ts";

const NOW = 1_900_000_000;
const address = (name: string) => `0x${id(name).slice(-40)}`;

function account(name: string, rights: number, frozen: Partial<AccountState> = {}): AccountState {
  return {
    address: address(name),
    rights,
    frozenByOrganisation: false,
    frozenByCompliance: false,
    ...frozen,
  };
}

function member(name: string, change: Partial<MemberState> = {}): MemberState {
  const publicKey = `0x${SigningKey.computePublicKey(id(name), false).slice(4)}`;
  return {
    id: 1,
    name,
    alias: name,
    legalId: id(name),
    capabilities: 1,
    kycExpiresAt: 2 * NOW,
    admittedAt: 0,
    isFounder: true,
    suspendedAt: 0,
    expelledAt: 0,
    emergencyUntil: 0,
    accounts: [account(`${name} admin`, RIGHTS.admin), account(`${name} operator`, RIGHTS.operator)],
    nodes: [{ address: nodeAddress(publicKey), publicKey, endpoint: "10.0.0.1:30303" }],
    ...change,
  };
}

describe("Wanted permission lists", () => {
  const listsOf = (members: MemberState[], guests: string[] = [], seats: string[] = []) => {
    const validators = seats.map((validator) => ({ validator, memberId: 1 }));
    const state: AllianceState = {
      members,
      validators,
      rescueValidators: [],
      sequence: 0n,
      head: id("head"),
    };
    return wantedLists(state, undefined, guests, NOW);
  };
  const accountsOf = (changed: MemberState) => listsOf([changed]).accounts;

  it("hold an active member's accounts and nodes, and guests", () => {
    const one = member("one");
    const { nodes, accounts } = listsOf([one], [address("guest").toUpperCase().replace("0X", "0x")]);
    expect(accounts).to.have.members(["one admin", "one operator", "guest"].map(address));
    expect(nodes).to.deep.equal([enodeOf(one.nodes[0]?.publicKey ?? "", "10.0.0.1:30303")]);
  });

  it("hold no account that was removed, nor one that its organisation froze", () => {
    const accounts = [
      account("gone", 0),
      account("lost", RIGHTS.admin, { frozenByOrganisation: true }),
      account("kept", RIGHTS.viewer),
    ];
    expect(accountsOf(member("one", { accounts }))).to.deep.equal([address("kept")]);
  });

  it("let an admin whom compliance froze vote on, but no other account that it froze", () => {
    const accounts = [
      account("admin", RIGHTS.admin, { frozenByCompliance: true }),
      account("operator", RIGHTS.operator, { frozenByCompliance: true }),
    ];
    expect(accountsOf(member("one", { accounts }))).to.deep.equal([address("admin")]);
  });

  it("leave a suspended member its admins, until an emergency suspension lapses", () => {
    const admin = [address("one admin")];
    expect(accountsOf(member("one", { suspendedAt: NOW - 1 }))).to.deep.equal(admin);
    expect(accountsOf(member("one", { emergencyUntil: NOW + 1 }))).to.deep.equal(admin);
    expect(accountsOf(member("one", { emergencyUntil: NOW }))).to.have.length(2);
  });

  it("keep a suspended member's nodes, and of an expelled one only what seals", () => {
    const suspended = member("suspended", { suspendedAt: NOW - 1 });
    const expelled = member("expelled", { expelledAt: NOW - 1 });
    expect(listsOf([suspended, expelled]).nodes).to.have.length(1);
    expect(listsOf([suspended, expelled], [], [expelled.nodes[0]?.address ?? ""]).nodes).to.have.length(2);
    expect(accountsOf(expelled)).to.deep.equal([]);
  });

  it("leave a node out whose endpoint is a host name, which Besu would take for loopback or refuse", () => {
    const [node] = member("one").nodes;
    const named = member("one", { nodes: [{ ...(node as NodeState), endpoint: "node.example:30303" }] });
    expect(listsOf([named])).to.deep.include({
      nodes: [],
      leftOut: [enodeOf(node?.publicKey ?? "", "node.example:30303")],
    });
  });
});
