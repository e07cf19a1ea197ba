import { explainError, send } from "@guildhall/sdk";
import {
  type Alliance,
  connectAlliance,
  RIGHTS,
  reasonDigest,
  revocationProposal,
  signAccountConsent,
  signBallot,
  signEmergencySuspension,
  signValidatorProof,
  submission,
} from "@guildhall/sdk/consortium";
import { expect } from "chai";
import { BrowserProvider, type ContractTransaction, SigningKey, Wallet } from "ethers";
import hre from "hardhat";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { readAlliance } from "../../network/alliance.ts";
import { loadAlloc } from "../../network/embedded-chain/load.ts";
import { buildGenesis } from "../../network/genesis/build.ts";
import { developmentKey } from "../lib/alliance.ts";

const CHAIN = 20260;
const OTHER_CHAIN = 20261;
const DEADLINE = 4_000_000_000n;
const KAPPA = 6;
const REGISTRAR = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/** The alliance on a chain of some id, founded from the genesis that was built for `builtFor`. */
async function found(chainId: number, builtFor: number): Promise<Alliance> {
  const environment = await createHardhatRuntimeEnvironment({
    networks: {
      clone: {
        type: "edr-simulated",
        chainType: "l1",
        hardfork: "osaka",
        chainId,
        blockGasLimit: 30_000_000,
        initialBaseFeePerGas: 0,
        gasPrice: 0n,
        allowUnlimitedContractSize: true,
        initialDate: "2026-01-01T00:00:00Z",
      },
    },
  });
  const { provider } = await environment.network.create("clone");
  const alliance = await readAlliance("data/alliance.yaml");
  const { alloc } = await buildGenesis(alliance, hre.artifacts, { chainId: builtFor });
  await loadAlloc(provider, alloc);
  return connectAlliance(new BrowserProvider(provider, chainId, { cacheTimeout: -1 }));
}

function providerOf({ registry }: Alliance): BrowserProvider {
  return registry.runner as BrowserProvider;
}

/** Sends as nobody in particular: whoever hands a signature in does not matter. */
async function handIn(alliance: Alliance, call: Promise<ContractTransaction>, sender = 30): Promise<string> {
  const provider = providerOf(alliance);
  await provider.send("hardhat_setNextBlockBaseFeePerGas", ["0x0"]);
  return send(developmentKey(sender).connect(provider), await call).then(
    () => "taken",
    (error: unknown) => explainError(error).name,
  );
}

/** Proposes the same on each chain and waits for the vote to begin. */
async function propose(alliance: Alliance): Promise<bigint> {
  const provider = providerOf(alliance);
  const { transaction, proposalId } = await submission(
    alliance,
    revocationProposal(alliance, "registrar", REGISTRAR),
  );
  await send(developmentKey(0).connect(provider), transaction);
  await provider.send("evm_increaseTime", ["0xe11"]);
  await provider.send("evm_mine", []);
  return proposalId;
}

describe("Signatures on a clone of the chain under another id", function () {
  this.timeout(60_000);
  let original: Alliance;
  const clones = new Map<string, Alliance>();

  before(async () => {
    original = await found(CHAIN, CHAIN);
    clones.set("with its genesis built for the other id", await found(OTHER_CHAIN, OTHER_CHAIN));
    clones.set("with the very same genesis", await found(OTHER_CHAIN, CHAIN));
  });

  /** Refused on each clone, taken on the original. */
  async function boundToItsChain(replay: (alliance: Alliance) => Promise<string>): Promise<void> {
    for (const [which, clone] of clones) expect(await replay(clone), which).to.match(/Signature|Signer/i);
    expect(await replay(original)).to.equal("taken");
  }

  const on = (index: number) => developmentKey(index).connect(providerOf(original));

  it("a vote", async () => {
    const proposalId = await propose(original);
    for (const clone of clones.values()) expect(await propose(clone)).to.equal(proposalId);
    const voter = developmentKey(2).address;
    const ballot = await signBallot(on(2), original.governor, proposalId, 1);
    await boundToItsChain((alliance) =>
      handIn(alliance, alliance.governor.castVoteBySig.populateTransaction(proposalId, 1, voter, ballot)),
    );
  });

  it("the consent of an account", async () => {
    const { address } = developmentKey(30);
    const rights = RIGHTS.viewer;
    const consent = { orgId: 1, account: address, rights };
    const { deadline, signature } = await signAccountConsent(on(30), original.registry, consent, DEADLINE);
    await boundToItsChain(({ registry, ...others }) =>
      handIn(
        { registry, ...others },
        registry.addAccount.populateTransaction(address, rights, deadline, signature),
        0,
      ),
    );
  });

  it("an emergency suspension", async () => {
    const emergency = { orgId: KAPPA, reason: reasonDigest("stolen keys") };
    const endorsers = [0, 2, 4];
    const endorsements = await Promise.all(
      endorsers.map(async (index) => {
        const { signature } = await signEmergencySuspension(
          on(index),
          original.registry,
          emergency,
          DEADLINE,
        );
        return { signer: developmentKey(index).address, signature };
      }),
    );
    await boundToItsChain((alliance) => {
      const { orgId, reason } = emergency;
      const call = alliance.registry.emergencySuspend.populateTransaction(
        orgId,
        reason,
        DEADLINE,
        endorsements,
      );
      return handIn(alliance, call, 0);
    });
  });

  it("the proof of a validator's key", async () => {
    const node = new Wallet(`0x${"4a".repeat(32)}`);
    const publicKey = `0x${SigningKey.computePublicKey(node.privateKey, false).slice(4)}`;
    const seat = "0x4b39F7b0624b9dB86AD293686bc38B903142dbBc";
    const set = await original.validatorSet.getAddress();
    const proof = { orgId: 1, validator: node.address, set };
    const { deadline, signature } = await signValidatorProof(
      node.connect(providerOf(original)),
      original.registry,
      proof,
      DEADLINE,
    );
    for (const alliance of [original, ...clones.values()]) {
      for (const validator of await alliance.validatorSet.getValidators()) {
        await providerOf(alliance).send("hardhat_setCoinbase", [validator]);
        expect(await handIn(alliance, alliance.validatorSet.poke.populateTransaction())).to.equal("taken");
      }
      const node = alliance.registry.addNode.populateTransaction(publicKey, "10.0.0.7:30303");
      expect(await handIn(alliance, node, 0)).to.equal("taken");
    }
    await boundToItsChain((alliance) =>
      handIn(
        alliance,
        alliance.registry.swapValidator.populateTransaction(set, seat, node.address, deadline, signature),
        0,
      ),
    );
  });
});
