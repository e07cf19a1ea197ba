import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import {
  type Alliance,
  admissionProposal,
  bitsOf,
  CAPABILITIES,
  connectAlliance,
  PREDEPLOYS,
  RIGHTS,
  signAccountConsent,
  signValidatorProof,
  submission,
} from "@guildhall/sdk/consortium";
import {
  BrowserProvider,
  ContractFactory,
  id,
  JsonRpcSigner,
  type TransactionResponse,
  Wallet,
} from "ethers";
import hre from "hardhat";
import { clockOf } from "../../network/clock.ts";
import { gasPoint } from "./lib/gas-point.ts";

const ROOM = "consortium";

/** Far off and the same in every run, since the bytes of a date cost gas. */
const DEADLINE = 4_000_000_000n;
const KYC_EXPIRY = 3_999_999_999n;

/** Keys that are the same in every run. */
const [applicant, clerk, successor, node] = ["applicant", "clerk", "successor", "node"].map(
  (name) => new Wallet(id(`gas point ${name}`)),
) as [Wallet, Wallet, Wallet, Wallet];

describe("Gas of the consortium room", () => {
  let browser: BrowserProvider;
  let alliance: Alliance;
  let timelock: JsonRpcSigner;
  let admins: JsonRpcSigner[];

  before(async () => {
    const { provider } = await hre.network.create();
    browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
    browser.pollingInterval = 1;
    alliance = await connectAlliance(browser);
    await provider.request({ method: "hardhat_impersonateAccount", params: [PREDEPLOYS.timelock] });
    timelock = new JsonRpcSigner(browser, PREDEPLOYS.timelock);
    admins = await Promise.all([0, 2, 4, 6, 8, 10, 12, 14].map((index) => browser.getSigner(index)));
  });

  async function measure(work: string, bound: number, sent: Promise<TransactionResponse>): Promise<void> {
    const receipt = await (await sent).wait();
    gasPoint({ room: ROOM, work, bound }, receipt?.gasUsed ?? 0n);
  }

  it("membership check of two accounts of two organisations, cold", async () => {
    const probe = await deployProbe(await browser.getSigner(0));
    const [a, b] = [await admins[1]?.getAddress(), await admins[3]?.getAddress()];
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
    const registry = alliance.registry.connect(timelock);
    const own = alliance.registry.connect(applicant.connect(browser));
    await measure("apply for membership", 60_000, own.applyForMembership(application, { gasPrice: 0n }));
    await measure("admit a member", 120_000, registry.admit(application, { gasPrice: 0n }));
    await measure("suspend a member", 70_000, registry.suspend(9, id("grounds"), { gasPrice: 0n }));
    await measure("reinstate a member", 75_000, registry.reinstate(9, { gasPrice: 0n }));
    await measure("expel a member", 75_000, registry.expel(9, id("grounds"), { gasPrice: 0n }));
  });

  it("accounts", async () => {
    const [admin] = admins;
    const registry = alliance.registry.connect(admin);
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
      registry.addAccount(address, RIGHTS.operator, DEADLINE, first, { gasPrice: 0n }),
    );
    await measure("freeze an account", 55_000, registry.freezeAccount(address, { gasPrice: 0n }));
    await measure("lift a freeze", 55_000, registry.unfreezeAccount(address, { gasPrice: 0n }));
    await measure(
      "rotate an account",
      120_000,
      registry.rotateAccount(address, successor.address, DEADLINE, second, { gasPrice: 0n }),
    );
  });

  it("nodes and validators", async () => {
    const [admin] = admins;
    const registry = alliance.registry.connect(admin);
    const set = alliance.validatorSet.connect(admin);
    const publicKey = `0x${node.signingKey.publicKey.slice(4)}`;
    await measure("register a node", 80_000, registry.addNode(publicKey, "10.0.0.7:30303", { gasPrice: 0n }));
    for (let validator = 0; validator < 6; ++validator) await (await set.poke({ gasPrice: 0n })).wait();
    await measure("record a proposer as alive", 35_000, set.poke({ gasPrice: 0n }));
    const seat = { orgId: 1, validator: node.address, set: PREDEPLOYS.validatorSet };
    const { signature } = await signValidatorProof(node.connect(browser), alliance.registry, seat, DEADLINE);
    const [validator] = await alliance.validatorSet.getValidators();
    await measure(
      "swap one of six validators",
      270_000,
      registry.swapValidator(PREDEPLOYS.validatorSet, validator ?? "", node.address, DEADLINE, signature, {
        gasPrice: 0n,
      }),
    );
  });

  it("a vote", async () => {
    const { governor } = alliance;
    const [admin, next] = admins;
    const application = {
      name: "Lumen Storage",
      legalId: id("LEI:second gas point"),
      capabilities: bitsOf(CAPABILITIES, ["prosumer"]),
      kycExpiresAt: KYC_EXPIRY,
      admin: clerk.address,
    };
    const { transaction, proposalId } = await submission(alliance, admissionProposal(alliance, application));
    await measure(
      "propose an admission",
      480_000,
      (admin as JsonRpcSigner).sendTransaction({ ...transaction, gasPrice: 0n }),
    );
    const clock = await clockOf(browser);
    await clock.until((await governor.proposalSnapshot(proposalId)) + 1n);
    await measure(
      "first vote on a proposal",
      75_000,
      governor.connect(admin).castVote(proposalId, 1, { gasPrice: 0n }),
    );
    await measure(
      "each further vote",
      58_000,
      governor.connect(next).castVote(proposalId, 1, { gasPrice: 0n }),
    );
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
  const probe = await factory.deploy({ gasPrice: 0n });
  return probe.waitForDeployment();
}
