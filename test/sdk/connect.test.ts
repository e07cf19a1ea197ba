import { openNode, send } from "@guildhall/sdk";
import {
  AllianceNotFound,
  connectAlliance,
  NoProvider,
  NotInDirectory,
  PREDEPLOYS,
  reinstatementProposal,
  SIGNED_TYPES,
  signAccountConsent,
  signBallot,
  signingDomain,
  submission,
  typedMessage,
  WrongSigner,
} from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { AbiCoder, encodeBytes32String, id, TypedDataEncoder, verifyTypedData, Wallet } from "ethers";
import { allianceChain } from "./alliance-chain.ts";
import { stubNode } from "./stub-node.ts";

describe("SDK: connection to the alliance", () => {
  it("finds every contract through the directory, with one request", async () => {
    const asked: string[] = [];
    const { alliance } = await allianceChain((request, ask) => {
      asked.push(request.method);
      return ask(request);
    });
    expect(asked.filter((method) => method === "eth_call")).to.have.length(1);
    for (const [name, address] of Object.entries(PREDEPLOYS)) {
      expect(await alliance[name as keyof typeof alliance].getAddress(), name).to.equal(address);
    }
    expect(await alliance.registry.memberCount()).to.equal(8n);
  });

  it("says that a chain is none of an alliance", async () => {
    const node = await stubNode({ eth_chainId: { result: "0x1" }, eth_call: { result: "0x" } });
    const provider = await openNode(node.url);
    const error = await connectAlliance(provider).catch((refusal: unknown) => refusal);
    expect(error).to.be.instanceOf(AllianceNotFound);
    expect((error as Error).message).to.match(/^Chain 1 has no directory at 0x0{36}7770/);
    provider.destroy();
    await node.close();
  });

  it("names an entry that the directory lacks", async () => {
    const entries = [[encodeBytes32String("registry"), PREDEPLOYS.registry]];
    const result = AbiCoder.defaultAbiCoder().encode(["tuple(bytes32, address)[]"], [entries]);
    const node = await stubNode({ eth_chainId: { result: "0x1" }, eth_call: { result } });
    const provider = await openNode(node.url);
    const error = await connectAlliance(provider).catch((refusal: unknown) => refusal);
    expect(error).to.be.instanceOf(NotInDirectory);
    expect((error as NotInDirectory).args.entry).to.equal("governor");
    provider.destroy();
    await node.close();
  });

  it("asks again for the latest block when the node has none for a moment", async () => {
    let count = 0;
    const node = await stubNode({
      eth_chainId: { result: "0x1" },
      eth_getBlockByNumber: () => ({ result: ++count === 1 ? null : { number: "0x7" } }),
    });
    const provider = await openNode(node.url);
    const block = await provider.send("eth_getBlockByNumber", ["latest", false]);
    expect(block).to.have.property("number", "0x7");
    provider.destroy();
    await node.close();
  });

  it("needs a runner that can read", async () => {
    const error = await connectAlliance(Wallet.createRandom()).catch((refusal: unknown) => refusal);
    expect(error).to.be.instanceOf(NoProvider);
  });
});

describe("SDK: signatures", () => {
  it("are bound to what the contracts say of themselves", async () => {
    const { alliance } = await allianceChain();
    const names = {
      registry: "Guildhall ConsortiumRegistry",
      governor: "Guildhall ConsortiumGovernor",
    } as const;
    for (const [contract, name] of Object.entries(names) as ["registry" | "governor", string][]) {
      const { name: found, version, chainId, verifyingContract } = await alliance[contract].eip712Domain();
      expect({ name: found, version, chainId, verifyingContract }).to.deep.equal(
        signingDomain(name, 20260n, PREDEPLOYS[contract]),
      );
    }
    expect(await alliance.governor.BALLOT_TYPEHASH()).to.equal(typeHash("Ballot"));
  });

  it("last a day unless told otherwise", async () => {
    const { alliance, provider } = await allianceChain();
    const account = Wallet.createRandom();
    const consent = { orgId: 1, account: account.address, rights: 2 };
    const { deadline, signature } = await signAccountConsent(account, alliance.registry, consent);
    const head = (await provider.getBlock("latest"))?.timestamp ?? 0;
    expect(deadline).to.equal(BigInt(head) + 86_400n);
    const domain = signingDomain("Guildhall ConsortiumRegistry", 20260n, PREDEPLOYS.registry);
    const { types, message } = typedMessage(domain, "AccountConsent", { ...consent, nonce: 0n, deadline });
    expect(verifyTypedData(domain, types, message, signature)).to.equal(account.address);
  });

  it("are refused for another's account", async () => {
    const { alliance } = await allianceChain();
    const consent = { orgId: 1, account: Wallet.createRandom().address, rights: 2 };
    const error = await signAccountConsent(Wallet.createRandom(), alliance.registry, consent).catch(
      (e: unknown) => e,
    );
    expect(error).to.be.instanceOf(WrongSigner);
  });

  it("let anyone hand in a vote", async () => {
    const { alliance, provider, adminOf, act } = await allianceChain();
    const { governor } = alliance;
    const { transaction, proposalId } = await submission(
      alliance,
      reinstatementProposal(alliance, { id: 6, name: "K" }),
    );
    await send(await adminOf(1), transaction);
    await provider.send("evm_increaseTime", ["0xe11"]);
    await provider.send("evm_mine", []);
    const voter = await adminOf(2);
    const ballot = await signBallot(voter, governor, proposalId, 1);
    await act(3, governor.castVoteBySig.populateTransaction(proposalId, 1, voter, ballot));
    expect(await governor.hasOrganisationVoted(proposalId, 2)).to.equal(true);
    expect(await governor.hasOrganisationVoted(proposalId, 3)).to.equal(false);
  });
});

function typeHash(type: keyof typeof SIGNED_TYPES): string {
  return id(TypedDataEncoder.from({ [type]: [...SIGNED_TYPES[type]] }).encodeType(type));
}
