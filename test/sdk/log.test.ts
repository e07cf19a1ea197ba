import { send } from "@guildhall/sdk";
import {
  CAPABILITIES,
  capabilitiesProposal,
  checkAgainstChain,
  decodeFounding,
  expulsionProposal,
  LogBroken,
  RIGHTS,
  readLog,
  reinstatementProposal,
  replay,
  signAccountConsent,
  signEmergencySuspension,
  statusAt,
  suspensionProposal,
} from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { AbiCoder, toQuantity, Wallet, ZeroHash } from "ethers";
import { readAlliance } from "../../network/alliance.ts";
import { allianceChain, type Interceptor } from "./alliance-chain.ts";

const KAPPA = { id: 6, name: "Kappa Fasteners" };
const REGISTRAR = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const COMPLIANCE = "0xcd3B766CCDd6AE721141F452C550Ca635964ce71";

describe("SDK: change log", () => {
  it("tells the founding from the record in block 0", async () => {
    const { alliance, readState } = await allianceChain();
    const founded = await readAlliance("data/alliance.yaml");
    const state = await readState();
    expect(state.sequence).to.equal(0n);
    expect(state.members.map(({ name }) => name)).to.deep.equal(founded.members.map(({ name }) => name));
    expect(state.members.map(({ alias }) => alias)).to.deep.equal(founded.members.map(({ alias }) => alias));
    const seated = (seat: string) =>
      founded.members.flatMap(({ nodes }) => nodes.filter((node) => node.seat === seat));
    expect(state.validators.map(({ validator }) => validator)).to.deep.equal(
      seated("validator").map(({ address }) => address),
    );
    expect(state.rescueValidators).to.have.length(seated("rescue").length);
    expect(await checkAgainstChain(state, alliance)).to.deep.equal([]);
  });

  it("agrees with the chain after every kind of change", async function () {
    this.timeout(120_000);
    const { alliance, provider, act, adminOf, signerOf, carryOut, readState } = await allianceChain();
    const { registry } = alliance;
    const agree = async (): Promise<void> => {
      expect(await checkAgainstChain(await readState(), alliance)).to.deep.equal([]);
    };

    const [clerk, successor] = [Wallet.createRandom(), Wallet.createRandom()];
    const joins = await signAccountConsent(clerk, registry, {
      orgId: 6,
      account: clerk.address,
      rights: RIGHTS.operator,
    });
    await act(
      6,
      registry.addAccount.populateTransaction(
        clerk.address,
        RIGHTS.operator,
        joins.deadline,
        joins.signature,
      ),
    );
    const compliance = await signerOf(COMPLIANCE);
    await send(compliance, await registry.complianceFreeze.populateTransaction(clerk.address));
    const follows = await signAccountConsent(successor, registry, {
      orgId: 6,
      account: successor.address,
      rights: RIGHTS.operator,
    });
    const rotation = [clerk.address, successor.address, follows.deadline, follows.signature] as const;
    await act(6, registry.rotateAccount.populateTransaction(...rotation));
    const kappa = (await readState()).members[5];
    expect(kappa?.accounts.at(-2)).to.include({ address: clerk.address, rights: 0 });
    expect(kappa?.accounts.at(-1)).to.include({
      address: successor.address,
      rights: 2,
      frozenByCompliance: true,
    });
    await send(compliance, await registry.complianceUnfreeze.populateTransaction(successor.address));
    await act(6, registry.freezeAccount.populateTransaction(successor.address));
    await act(6, registry.unfreezeAccount.populateTransaction(successor.address));
    await act(6, registry.removeAccount.populateTransaction(successor.address));
    await agree();

    const key = Wallet.createRandom().signingKey.publicKey;
    await act(6, registry.addNode.populateTransaction(`0x${key.slice(4)}`, "10.0.0.9:30303"));
    const node = (await readState()).members[5]?.nodes.at(-1)?.address ?? "";
    await agree();
    await act(6, registry.removeNode.populateTransaction(node));
    const registrar = await signerOf(REGISTRAR);
    await send(registrar, await registry.renewKyc.populateTransaction(6, 2_000_000_000));
    await agree();

    const reason = ZeroHash;
    const deadline = BigInt((await provider.getBlock("latest"))?.timestamp ?? 0) + 3600n;
    const endorsements = [];
    for (const id of [1, 2, 3]) {
      const signer = await adminOf(id);
      const { signature } = await signEmergencySuspension(signer, registry, { orgId: 6, reason }, deadline);
      endorsements.push({ signer: await signer.getAddress(), signature });
    }
    await act(1, registry.emergencySuspend.populateTransaction(6, reason, deadline, endorsements));
    const suspended = (await readState()).members[5];
    const now = (await provider.getBlock("latest"))?.timestamp ?? 0;
    expect(suspended && statusAt(suspended, now)).to.equal("emergency-suspended");
    expect(suspended && statusAt(suspended, suspended.emergencyUntil)).to.equal("active");
    await agree();

    await carryOut(reinstatementProposal(alliance, KAPPA));
    await carryOut(suspensionProposal(alliance, KAPPA, "late accounts"));
    await agree();
    await carryOut(reinstatementProposal(alliance, KAPPA));
    await carryOut(capabilitiesProposal(alliance, KAPPA, CAPABILITIES.supplier | CAPABILITIES.buyer));
    await agree();
    await carryOut(expulsionProposal(alliance, KAPPA, "fraud"));
    await agree();
    expect((await readLog(alliance)).entries.map(({ event }) => event.name)).to.deep.equal([
      "AccountAdded",
      "AccountFrozen",
      "AccountRotated",
      "AccountUnfrozen",
      "AccountFrozen",
      "AccountUnfrozen",
      "AccountRemoved",
      "NodeAdded",
      "NodeRemoved",
      "KycRenewed",
      "OrganisationEmergencySuspended",
      "OrganisationReinstated",
      "OrganisationSuspended",
      "OrganisationReinstated",
      "CapabilitiesChanged",
      "OrganisationExpelled",
    ]);
  });

  it("names what differs when the state is not the chain's", async () => {
    const { alliance, act, readState } = await allianceChain();
    const before = await readState();
    const account = before.members[0]?.accounts[1]?.address ?? "";
    await act(1, alliance.registry.freezeAccount.populateTransaction(account));
    const subjects = (await checkAgainstChain(before, alliance)).map(({ subject }) => subject);
    expect(subjects).to.deep.equal(["log sequence", "log head", `account ${account} frozenByOrganisation`]);
  });

  describe("a node that lies", () => {
    const cases: Record<string, { lie: Lie; sequence: bigint; what: RegExp }> = {
      "leaves an entry out": {
        lie: (logs) => logs.slice(0, 2).concat(logs.slice(4)),
        sequence: 2n,
        what: /number/,
      },
      "changes what happened": {
        lie: (logs) =>
          logs.map((log, index) => (index === 2 ? { ...log, data: flip(log.data as string) } : log)),
        sequence: 2n,
        what: /head/,
      },
      "hides the event": {
        lie: (logs) => logs.filter((_, index) => index !== 2),
        sequence: 2n,
        what: /event it seals/,
      },
      "answers nothing": { lie: () => [], sequence: 3n, what: /its block/ },
    };
    for (const [does, { lie, sequence, what }] of Object.entries(cases)) {
      it(`${does}: found, at the entry`, async () => {
        let isLying = false;
        const { alliance, act, readState } = await allianceChain(async (request, ask) => {
          const answer = await ask(request);
          return isLying && request.method === "eth_getLogs"
            ? lie(answer as Record<string, unknown>[])
            : answer;
        });
        const account = (await readState()).members[0]?.accounts[1]?.address ?? "";
        await act(1, alliance.registry.freezeAccount.populateTransaction(account));
        await act(1, alliance.registry.unfreezeAccount.populateTransaction(account));
        await act(1, alliance.registry.freezeAccount.populateTransaction(account));
        isLying = true;
        const error = await readLog(alliance).then(
          () => expect.fail("was believed"),
          (refusal: unknown) => refusal,
        );
        expect(error).to.be.instanceOf(LogBroken);
        expect((error as LogBroken).args.sequence).to.equal(sequence);
        expect((error as LogBroken).args.what).to.match(what);
      });
    }

    it("dates a block otherwise: found", async () => {
      let isLying = false;
      const { alliance, act, readState } = await allianceChain(async (request, ask) => {
        const answer = await ask(request);
        if (!isLying || request.method !== "eth_getBlockByNumber") return answer;
        return { ...(answer as object), timestamp: toQuantity(1) };
      });
      const account = (await readState()).members[0]?.accounts[1]?.address ?? "";
      await act(1, alliance.registry.freezeAccount.populateTransaction(account));
      isLying = true;
      const error = await readLog(alliance).catch((refusal: unknown) => refusal);
      expect((error as LogBroken).args).to.include({ sequence: 1n, what: "its head" });
    });

    it("shows another founding record: found", async () => {
      let isLying = false;
      const { alliance } = await allianceChain(async (request, ask) => {
        const answer = await ask(request);
        return isLying && request.method === "eth_getCode"
          ? (answer as string).replace("4e6f7264", "4e6f7265")
          : answer;
      });
      isLying = true;
      const error = await readLog(alliance).catch((refusal: unknown) => refusal);
      expect((error as LogBroken).args).to.include({ sequence: 0n, what: "the head of the register" });
    });

    it("shows no founding record: found", () => {
      expect(() => decodeFounding("0x")).to.throw(LogBroken, "the founding record");
      expect(() =>
        decodeFounding(`0x60${AbiCoder.defaultAbiCoder().encode(["uint256"], [1]).slice(2)}`),
      ).to.throw(LogBroken);
    });
  });

  it("reads a busy stretch with one request, and leaps over a quiet one", async () => {
    let requests = 0;
    const count: Interceptor = (request, ask) => {
      if (request.method === "eth_getLogs") requests += 1;
      return ask(request);
    };
    const { alliance, provider, act, readState } = await allianceChain(count);
    const account = (await readState()).members[0]?.accounts[1]?.address ?? "";
    for (let round = 0; round < 4; round++) {
      await act(1, alliance.registry.freezeAccount.populateTransaction(account));
      await act(1, alliance.registry.unfreezeAccount.populateTransaction(account));
      if (round === 1) await provider.send("hardhat_mine", [toQuantity(50_000)]);
    }
    requests = 0;
    expect(replay(await readLog(alliance)).sequence).to.equal(8n);
    expect(requests).to.equal(2);
  });
});

/** What a node makes of the logs that it should give. */
type Lie = (logs: Record<string, unknown>[]) => object[];

function flip(data: string): string {
  return data.endsWith("1") ? `${data.slice(0, -1)}0` : `${data.slice(0, -1)}1`;
}
