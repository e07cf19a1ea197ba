import { expect } from "chai";
import { id } from "ethers";
import { asker } from "../../../network/observe/ask.ts";
import { type ApplyOptions, applyTo } from "../../../network/permissions/apply.ts";
import { type BesuStub, besuStub, type StubOptions } from "../../lib/besu-stub.ts";

const accounts = ["a", "b", "c", "d", "e"].map((name) => `0x${id(name).slice(-40)}`) as [
  string,
  string,
  string,
  string,
  string,
];
const enodes = [1, 2, 3, 4].map((host) => `enode://${"ab".repeat(64)}@10.0.0.${host}:30303`) as [
  string,
  string,
  string,
  string,
];

describe("Permission lists of a node", () => {
  let stub: BesuStub;

  afterEach(() => stub.close());

  async function apply(
    held: StubOptions,
    wanted: { nodes?: string[]; accounts?: string[] },
    options: Partial<ApplyOptions> = {},
  ) {
    stub = await besuStub({ nodes: enodes, accounts, ...held });
    return again(wanted, options);
  }

  function again(wanted: { nodes?: string[]; accounts?: string[] }, options: Partial<ApplyOptions> = {}) {
    const target = { name: "node-1", url: stub.url, node: undefined };
    const ask = asker(stub.url, { limitMs: 1_000 });
    return applyTo(
      target,
      ask,
      { nodes: enodes, accounts, leftOut: [], ...wanted },
      { dryRun: false, allowShrink: false, ...options },
    );
  }

  const changes = () =>
    stub.requests.map(({ method }) => method).filter((method) => /add|remove/.test(method));

  it("get what is missing first, then lose what is too much", async () => {
    const outcome = await apply({ accounts: accounts.slice(0, 4) }, { accounts: accounts.slice(1) });
    expect(outcome.accounts).to.deep.include({
      state: "agreed",
      added: [accounts[4]],
      removed: [accounts[0]],
    });
    expect(stub.lists.accounts).to.deep.equal(accounts.slice(1));
    expect(changes()).to.deep.equal(["perm_addAccountsToAllowlist", "perm_removeAccountsFromAllowlist"]);
  });

  it("get all they can when one entry is refused", async () => {
    const [bad, good] = [`0x${"bd".repeat(20)}`, `0x${"60".repeat(20)}`];
    const refused = { error: { code: -32000, message: "Request contains an invalid account" } };
    const methods = {
      perm_addAccountsToAllowlist: ([entries]: unknown[]) =>
        (entries as string[]).includes(bad) ? refused : undefined,
    };
    const outcome = await apply({ methods }, { accounts: [...accounts.slice(1), bad, good] });
    expect(outcome.accounts).to.deep.include({
      state: "drift",
      added: [good],
      removed: [accounts[0]],
      missing: [bad],
      reason: `${bad}: Request contains an invalid account`,
    });
  });

  it("are left alone when they agree, whatever the spelling", async () => {
    const held = enodes.map((enode) => `${enode}?discport=0`);
    const outcome = await apply({ nodes: held }, {});
    expect([outcome.nodes.state, outcome.accounts.state]).to.deep.equal(["agreed", "agreed"]);
    expect(changes()).to.deep.equal([]);
  });

  it("are brought to the end by a second run after a first one that stopped half-way", async () => {
    const refuses = {
      perm_removeAccountsFromAllowlist: () => ({ error: { code: -32000, message: "Stopped" } }),
    };
    const first = await apply(
      { accounts: accounts.slice(0, 4), methods: refuses },
      { accounts: accounts.slice(1) },
    );
    expect(first.accounts).to.deep.include({
      state: "drift",
      added: [accounts[4]],
      extra: [accounts[0]],
      reason: "Stopped",
    });
    const { accounts: half } = stub.lists;
    await stub.close();
    const second = await apply({ accounts: half }, { accounts: accounts.slice(1) });
    expect(second.accounts).to.deep.include({ state: "agreed", added: [], removed: [accounts[0]] });
  });

  it("are not changed by a dry run, which tells the drift", async () => {
    const outcome = await apply({}, { accounts: accounts.slice(1) }, { dryRun: true });
    expect(outcome.accounts).to.deep.include({ state: "drift", extra: [accounts[0]] });
    expect(changes()).to.deep.equal([]);
  });

  it("never lose everything, even where they may shrink", async () => {
    for (const wanted of [[], [`0x${"99".repeat(20)}`]]) {
      const outcome = await apply({}, { accounts: wanted }, { allowShrink: true });
      expect(outcome.accounts.state).to.equal("drift");
      expect(outcome.accounts.reason).to.contain(
        "5 of the 5 accounts on the list of node-1 would go, which is all of them",
      );
      expect(stub.lists.accounts).to.deep.equal(accounts);
      await stub.close();
    }
  });

  it("lose more than half only where that is allowed", async () => {
    const wanted = { accounts: accounts.slice(3) };
    const refused = await apply({}, wanted);
    expect(refused.accounts.reason).to.contain("3 of the 5").and.to.contain("--allow-shrink");
    expect(stub.lists.accounts).to.deep.equal(accounts);
    const allowed = await again(wanted, { allowShrink: true });
    expect(allowed.accounts.state).to.equal("agreed");
    expect(stub.lists.accounts).to.deep.equal(wanted.accounts);
  });

  it("keep static nodes, lose the others, and say what to do", async () => {
    const wanted = { nodes: enodes.slice(2) };
    const { nodes } = await apply({ fixed: [enodes[0]] }, wanted);
    expect(nodes).to.deep.include({
      state: "drift",
      removed: [enodes[1]],
      fixed: [enodes[0]],
      extra: [enodes[0]],
    });
    expect(nodes.reason).to.contain("take them out of static-nodes.json");
  });

  it("agree if they hold what is wanted, even where the answer to a change went astray", async () => {
    const astray = () => {
      stub.lists.accounts = accounts;
      return { error: { code: -32603, message: "Astray" } };
    };
    const { accounts: outcome } = await apply(
      { accounts: accounts.slice(0, 4), methods: { perm_addAccountsToAllowlist: astray } },
      {},
    );
    expect(outcome).to.deep.include({ state: "agreed", added: [accounts[4]], reason: undefined });
  });

  it("that the node runs without are reported as off", async () => {
    const outcome = await apply({ accounts: undefined }, {});
    expect(outcome.accounts.state).to.equal("off");
    expect(outcome.nodes.state).to.equal("agreed");
  });

  it("of a node without the PERM API cannot be reached", async () => {
    const absent = () => ({ error: { code: -32604, message: "Method not enabled" } });
    const outcome = await apply({ methods: { perm_getAccountsAllowlist: absent } }, {});
    expect(outcome.accounts).to.deep.include({ state: "unreachable", reason: "Method not enabled" });
  });
});
