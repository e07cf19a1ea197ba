import { send } from "@guildhall/sdk";
import {
  adminReplacementProposal,
  admissionProposal,
  appointmentProposal,
  CAPABILITIES,
  capabilitiesProposal,
  checkAgainstChain,
  describeCall,
  directoryProposal,
  expulsionProposal,
  grantProposal,
  latestExecution,
  legalIdDigest,
  type Proposal,
  proposalIdOf,
  readDescription,
  readProposal,
  readProposals,
  readVoters,
  reasonDigest,
  reinstatementProposal,
  retirementProposal,
  revocationProposal,
  signAccountConsent,
  signValidatorProof,
  submission,
  suspensionProposal,
} from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { Wallet, ZeroAddress } from "ethers";
import { type AllianceChain, allianceChain } from "./alliance-chain.ts";

const KAPPA = { id: 6, name: "Kappa Fasteners" };
const APPLICANT = "0x2546BcD3c84621e976D8185a91A922aE77ECEc30";
const NODE = "0x0000000000000000000000000000000000000aBc";
const SIGNATURE = { signature: `0x${"00".repeat(65)}`, deadline: 1n };

describe("SDK: proposals", () => {
  let chain: AllianceChain;
  before(async () => {
    chain = await allianceChain();
  });

  const application = {
    name: "Solaris Energy",
    legalId: legalIdDigest("LEI:EXMP00SOLARIS0000053"),
    capabilities: CAPABILITIES.prosumer,
    kycExpiresAt: 1_956_528_000,
    admin: APPLICANT,
  };

  it("say in their title what they would do", () => {
    const { alliance } = chain;
    const seat = { set: "rescueValidatorSet", validator: NODE } as const;
    const accounts = { lost: APPLICANT, replacement: NODE };
    const titles: [Proposal, string][] = [
      [
        admissionProposal(alliance, application),
        `Admit Solaris Energy as prosumer, KYC until 2032-01-01T00:00:00Z, first admin ${APPLICANT}`,
      ],
      [suspensionProposal(alliance, KAPPA, "late"), "Suspend Kappa Fasteners"],
      [reinstatementProposal(alliance, KAPPA), "Reinstate Kappa Fasteners"],
      [expulsionProposal(alliance, KAPPA, "fraud"), "Expel Kappa Fasteners for good"],
      [capabilitiesProposal(alliance, KAPPA, 12), "Let Kappa Fasteners act as buyer, supplier"],
      [
        adminReplacementProposal(alliance, KAPPA, accounts, SIGNATURE),
        `Replace the lost admin ${APPLICANT} of Kappa Fasteners by ${NODE}`,
      ],
      [
        appointmentProposal(alliance, KAPPA, seat, SIGNATURE),
        `Add node ${NODE} of Kappa Fasteners to the rescue validators`,
      ],
      [
        retirementProposal(alliance, { ...seat, set: "validatorSet" }),
        `Remove node ${NODE} from the validators`,
      ],
      [
        directoryProposal(alliance, { "payments.escrow": NODE, "payments.old": ZeroAddress }),
        `Enter "payments.escrow" into the directory at ${NODE}; Withdraw "payments.old" from the directory`,
      ],
      [grantProposal(alliance, "registrar", APPLICANT), `Give ${APPLICANT} the registrar office`],
      [
        grantProposal(alliance, "compliance", APPLICANT, 60),
        `Give ${APPLICANT} the compliance office, acts waiting 60 s`,
      ],
      [revocationProposal(alliance, "compliance", APPLICANT), `Take the compliance office from ${APPLICANT}`],
    ];
    for (const [proposal, title] of titles) {
      expect(proposal.title).to.equal(title);
      expect(proposal.description.split("\n")[0]).to.equal(title);
    }
  });

  it("describe calls that no builder made", () => {
    const { alliance } = chain;
    const call = (contract: { target: unknown }, calldata: string, value = 0n) =>
      describeCall(alliance, { target: contract.target as string, calldata, value });
    const { governor, registry, timelock } = alliance;
    expect(call(timelock, timelock.interface.encodeFunctionData("updateDelay", [60]))).to.equal(
      "Let passed proposals wait 60 s before they take effect",
    );
    expect(call(governor, governor.interface.encodeFunctionData("setVotingPeriod", [90]))).to.equal(
      "Let votes last 90 s",
    );
    expect(call(governor, governor.interface.encodeFunctionData("setProposalThreshold", [2]))).to.equal(
      "Call governor.setProposalThreshold(newProposalThreshold: 2)",
    );
    expect(
      call(registry, registry.interface.encodeFunctionData("expel", [9, `0x${"00".repeat(32)}`])),
    ).to.equal("Expel organisation 9 for good");
    expect(call({ target: NODE }, "0x12345678aa")).to.equal(
      `Call ${NODE} with 5 bytes of data that begin with 0x12345678`,
    );
    expect(call({ target: NODE }, "0x", 7n)).to.equal(`Call ${NODE} without data, sending 7 wei`);
  });

  it("carry the grounds in their text, and their digest on the ledger", () => {
    const proposal = suspensionProposal(chain.alliance, KAPPA, "late accounts");
    expect(proposal.description).to.equal("Suspend Kappa Fasteners\n\nlate accounts");
    expect(proposal.calldatas[0]).to.include(reasonDigest("late accounts").slice(2));
  });

  it("are numbered as the governor numbers them, and can be made again", async () => {
    const { alliance, adminOf } = await allianceChain();
    const signer = await adminOf(1);
    const ids: bigint[] = [];
    for (const place of [1n, 2n]) {
      const { transaction, proposal, proposalId } = await submission(
        alliance,
        reinstatementProposal(alliance, KAPPA),
      );
      expect(proposal.description).to.equal(`Reinstate Kappa Fasteners\n\nProposal ${place}`);
      expect(proposalIdOf(proposal)).to.equal(proposalId);
      await send(signer, transaction);
      ids.push(proposalId);
    }
    expect((await readProposals(alliance)).map(({ id }) => id)).to.deep.equal(ids);
  });

  it("are read from the governor from their beginning to their execution", async function () {
    this.timeout(60_000);
    const { alliance, provider, signerOf, adminOf, carryOut, readState } = await allianceChain();
    const applicant = await signerOf(APPLICANT);
    await send(applicant, await alliance.registry.applyForMembership.populateTransaction(application));
    const { transaction } = await submission(
      alliance,
      admissionProposal(alliance, application, "solar park"),
    );
    await send(await adminOf(2), transaction);

    const pending = await readProposal(alliance, 1);
    expect(pending).to.include({
      number: 1,
      state: "pending",
      proposerId: 2,
      executableFrom: 0,
      requiredVotes: 5,
    });
    expect(pending.does[0]).to.match(/^Admit Solaris Energy as prosumer/);
    expect(pending.votesUntil - pending.votesFrom).to.equal(259_200);
    expect(await readDescription(alliance, pending)).to.match(
      /^Admit Solaris[^\n]*\n\nsolar park\n\nProposal 1$/,
    );

    await provider.send("hardhat_mine", ["0x20"]);
    const executed = await carryOut(suspensionProposal(alliance, KAPPA, "late accounts"));
    expect(executed).to.include({ number: 2, state: "executed" });
    expect(executed.votes).to.deep.equal({ for: 5, against: 0, abstain: 0 });
    expect(await readDescription(alliance, executed)).to.match(/^Suspend Kappa Fasteners/);
    const { members } = await readState();
    expect(await readVoters(alliance, executed.id, members)).to.deep.equal([1, 2, 3, 4, 5]);
    expect((await readProposals(alliance, members)).map(({ state }) => state)).to.deep.equal([
      "defeated",
      "executed",
    ]);
  });

  it("put a new admin and a new validator in place with signatures that outlast the vote", async function () {
    this.timeout(60_000);
    const { alliance, act, carryOut, readState } = await allianceChain();
    const { registry, validatorSet } = alliance;
    const deadline = await latestExecution(alliance);

    const lost = (await readState()).members[5]?.accounts[0]?.address ?? "";
    const replacement = Wallet.createRandom();
    const rights = (await registry.accountOf(lost)).rights;
    const consented = { orgId: 6, account: replacement.address, rights };
    const consent = await signAccountConsent(replacement, registry, consented, deadline);
    const accounts = { lost, replacement: replacement.address };
    const replaced = await carryOut(adminReplacementProposal(alliance, KAPPA, accounts, consent));
    expect(replaced.state).to.equal("executed");
    expect(await registry.voterOf(replacement)).to.equal(6n);

    const node = Wallet.createRandom();
    await act(
      1,
      registry.addNode.populateTransaction(`0x${node.signingKey.publicKey.slice(4)}`, "10.0.0.9:30303"),
    );
    for (let block = 0; block < 8; block++) await act(1, validatorSet.poke.populateTransaction());
    const seat = { set: "validatorSet", validator: node.address } as const;
    const proven = { orgId: 1, validator: node.address, set: await validatorSet.getAddress() };
    const proof = await signValidatorProof(node, registry, proven, await latestExecution(alliance));
    const { members } = await readState();
    const nordgrid = members[0] ?? KAPPA;
    const appointed = await carryOut(appointmentProposal(alliance, nordgrid, seat, proof));
    expect(appointed.state).to.equal("executed");
    expect(await validatorSet.getValidators()).to.include(node.address);
    const state = await readState();
    expect(state.validators.at(-1)).to.deep.equal({ validator: node.address, memberId: 1 });
    expect(await checkAgainstChain(state, alliance)).to.deep.equal([]);
  });
});
