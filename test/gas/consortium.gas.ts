import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import {
  admissionProposal,
  bitsOf,
  CAPABILITIES,
  PREDEPLOYS,
  RIGHTS,
  signAccountConsent,
  signValidatorProof,
  submission,
} from "@guildhall/sdk/consortium";
import { ContractFactory, id, type JsonRpcSigner, Wallet } from "ethers";
import { clockOf } from "../../network/clock.ts";
import { gasPoint } from "../../scripts/gas/points.ts";
import { type Bench, FREE, measureIn, openBench } from "./lib/bench.ts";

const ROOM = "consortium";

/** Far off and the same in every run, since the bytes of a date cost gas. */
const DEADLINE = 4_000_000_000n;
const KYC_EXPIRY = 3_999_999_999n;

/** Keys that are the same in every run. */
const [applicant, clerk, successor, node] = ["applicant", "clerk", "successor", "node"].map(
  (name) => new Wallet(id(`gas point ${name}`)),
) as [Wallet, Wallet, Wallet, Wallet];

const measure = measureIn(ROOM);

describe("Gas of the consortium room", () => {
  let bench: Bench;

  before(async () => {
    bench = await openBench();
  });

  it("membership check of two accounts of two organisations, cold", async () => {
    const probe = await deployProbe(bench.accountOf(1));
    const [a, b] = [bench.accountOf(2).address, bench.accountOf(4).address];
    const used: bigint = await probe.getFunction("measure").staticCall(PREDEPLOYS.registry, a, b);
    gasPoint(
      { room: ROOM, work: "membership check of two accounts of two organisations, cold", bound: 10_000 },
      used,
    );
  });

  it("membership", async () => {
    const application = {
      name: "Solaris Energy",
      legalId: id("LEI:gas point"),
      capabilities: bitsOf(CAPABILITIES, ["prosumer"]),
      kycExpiresAt: KYC_EXPIRY,
      admin: applicant.address,
    };
    const { alliance, browser, timelock } = bench;
    const registry = alliance.registry.connect(timelock);
    const own = alliance.registry.connect(applicant.connect(browser));
    await measure("apply for membership", 60_000, own.applyForMembership(application, FREE));
    await measure("admit a member", 120_000, registry.admit(application, FREE));
    await measure("suspend a member", 70_000, registry.suspend(9, id("grounds"), FREE));
    await measure("reinstate a member", 75_000, registry.reinstate(9, FREE));
    await measure("expel a member", 75_000, registry.expel(9, id("grounds"), FREE));
  });

  it("accounts", async () => {
    const { alliance, browser } = bench;
    const registry = alliance.registry.connect(bench.accountOf(1));
    const consent = async (wallet: Wallet, rights: number) =>
      (
        await signAccountConsent(
          wallet.connect(browser),
          alliance.registry,
          { orgId: 1, account: wallet.address, rights },
          DEADLINE,
        )
      ).signature;
    const first = await consent(clerk, RIGHTS.operator);
    const second = await consent(successor, RIGHTS.operator);
    const { address } = clerk;
    await measure(
      "add an account",
      110_000,
      registry.addAccount(address, RIGHTS.operator, DEADLINE, first, FREE),
    );
    await measure("freeze an account", 55_000, registry.freezeAccount(address, FREE));
    await measure("lift a freeze", 55_000, registry.unfreezeAccount(address, FREE));
    await measure(
      "rotate an account",
      120_000,
      registry.rotateAccount(address, successor.address, DEADLINE, second, FREE),
    );
  });

  it("nodes and validators", async () => {
    const { alliance, browser } = bench;
    const admin = bench.accountOf(1);
    const registry = alliance.registry.connect(admin);
    const set = alliance.validatorSet.connect(admin);
    const publicKey = `0x${node.signingKey.publicKey.slice(4)}`;
    await measure("register a node", 80_000, registry.addNode(publicKey, "10.0.0.7:30303", FREE));
    for (let validator = 0; validator < 6; ++validator) await (await set.poke(FREE)).wait();
    await measure("record a proposer as alive", 35_000, set.poke(FREE));
    const seat = { orgId: 1, validator: node.address, set: PREDEPLOYS.validatorSet };
    const { signature } = await signValidatorProof(node.connect(browser), alliance.registry, seat, DEADLINE);
    const [validator] = await alliance.validatorSet.getValidators();
    await measure(
      "swap one of six validators",
      270_000,
      registry.swapValidator(
        PREDEPLOYS.validatorSet,
        validator ?? "",
        node.address,
        DEADLINE,
        signature,
        FREE,
      ),
    );
  });

  it("a vote", async () => {
    const { alliance, browser } = bench;
    const { governor } = alliance;
    const [admin, next] = [bench.accountOf(1), bench.accountOf(2)];
    const application = {
      name: "Lumen Storage",
      legalId: id("LEI:second gas point"),
      capabilities: bitsOf(CAPABILITIES, ["prosumer"]),
      kycExpiresAt: KYC_EXPIRY,
      admin: clerk.address,
    };
    const { transaction, proposalId } = await submission(alliance, admissionProposal(alliance, application));
    await measure("propose an admission", 480_000, admin.sendTransaction({ ...transaction, ...FREE }));
    const clock = await clockOf(browser);
    await clock.until((await governor.proposalSnapshot(proposalId)) + 1n);
    await measure("first vote on a proposal", 75_000, governor.connect(admin).castVote(proposalId, 1, FREE));
    await measure("each further vote", 58_000, governor.connect(next).castVote(proposalId, 1, FREE));
  });
});

async function deployProbe(signer: JsonRpcSigner) {
  const solc = createRequire(import.meta.url)("solc");
  const settings = {
    evmVersion: "osaka",
    viaIR: true,
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode"] } },
  };
  const source = await readFile("test/gas/MembershipProbe.sol", "utf8");
  const input = { language: "Solidity", sources: { probe: { content: source } }, settings };
  const { MembershipProbe } = JSON.parse(solc.compile(JSON.stringify(input))).contracts.probe;
  const factory = new ContractFactory(MembershipProbe.abi, MembershipProbe.evm.bytecode.object, signer);
  const probe = await factory.deploy(FREE);
  return probe.waitForDeployment();
}
