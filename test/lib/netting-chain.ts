import {
  type NettingCycle,
  NettingCycle__factory,
  type SettlementToken,
  SettlementToken__factory,
} from "@guildhall/sdk";
import { type Alliance, bitsOf, CAPABILITIES, connectAlliance, PREDEPLOYS } from "@guildhall/sdk/consortium";
import {
  type BrowserProvider,
  ContractFactory,
  id,
  JsonRpcSigner,
  type Signer,
  type TransactionReceipt,
  type TransactionRequest,
  Wallet,
} from "ethers";
import hre from "hardhat";

const AURUM = 2;
const JADE = 3;
const KYC_EXPIRY = 3_999_999_999n;
const FOUNDERS = 8;

/** Times of the cycles: cut-off at midnight UTC, ten minutes for proposals, five for each turn. */
export const SCHEDULE = {
  periodSeconds: 86_400,
  offsetSeconds: 0,
  proposalSeconds: 600,
  turnSeconds: 300,
  lifetimeCycles: 20,
} as const;

/** Netting among many members, on a chain that starts from the sample alliance. */
export interface NettingChain {
  readonly provider: BrowserProvider;
  readonly alliance: Alliance;
  readonly netting: NettingCycle;
  readonly tokens: readonly SettlementToken[];
  /** By number of the organisation; 0 is none. */
  readonly signers: readonly Signer[];
  /** Sends as a member, without a fee, and waits. */
  send(member: number, request: Promise<TransactionRequest>): Promise<TransactionReceipt>;
  /** Gives a member money and deposits it. */
  deposit(member: number, currency: number, amountMinor: bigint): Promise<void>;
  /** Moves the clock to an instant, seconds UTC. */
  warp(time: bigint): Promise<void>;
  /** Past the cut-off of the open cycle and the time for proposals. */
  closeCycle(): Promise<number>;
}

/** Founds netting in EUR of Aurum Bank and CNY of Jade Bank, with so many members. */
export async function foundNetting(provider: BrowserProvider, memberCount: number): Promise<NettingChain> {
  const alliance = await connectAlliance(provider);
  const signers: Signer[] = [new JsonRpcSigner(provider, PREDEPLOYS.timelock)];
  for (let member = 1; member <= Math.min(FOUNDERS, memberCount); ++member) {
    signers.push(await provider.getSigner(2 * member - 2));
  }
  await provider.send("hardhat_impersonateAccount", [PREDEPLOYS.timelock]);
  const send = async (member: number, request: Promise<TransactionRequest>): Promise<TransactionReceipt> => {
    const signer = signers[member] as Signer;
    const sent = await signer.sendTransaction({ gasLimit: 16_777_216n, ...(await request), gasPrice: 0n });
    return (await sent.wait()) as TransactionReceipt;
  };
  for (let member = FOUNDERS + 1; member <= memberCount; ++member) {
    const wallet = new Wallet(id(`netting member ${member}`), provider);
    signers.push(wallet);
    const application = {
      name: `Bank ${member}`,
      legalId: id(`LEI:netting member ${member}`),
      capabilities: bitsOf(CAPABILITIES, ["bank"]),
      kycExpiresAt: KYC_EXPIRY,
      admin: wallet.address,
    };
    const { registry } = alliance;
    await send(member, registry.applyForMembership.populateTransaction(application));
    await send(0, registry.admit.populateTransaction(application));
  }

  const tokens: SettlementToken[] = [];
  for (const [issuer, currency] of [
    [AURUM, "EUR"],
    [JADE, "CNY"],
  ] as const) {
    const name = `Guildhall ${currency}`;
    const deployment = creationOf("SettlementToken", [
      PREDEPLOYS.registry,
      issuer,
      currency,
      2,
      name,
      currency,
    ]);
    const { contractAddress } = await send(issuer, deployment);
    tokens.push(SettlementToken__factory.connect(contractAddress ?? "", provider));
  }
  const listed = tokens.map((token, index) => ({ token, weight: index === 0 ? 8 : 1 }));
  const deployment = creationOf("NettingCycle", [PREDEPLOYS.registry, listed, SCHEDULE]);
  const { contractAddress } = await send(1, deployment);
  const netting = NettingCycle__factory.connect(contractAddress ?? "", provider);
  for (const [index, token] of tokens.entries()) {
    await send(index === 0 ? AURUM : JADE, token.admitCustodian.populateTransaction(contractAddress ?? ""));
  }
  for (let member = 1; member <= memberCount; ++member) {
    await send(member, netting.join.populateTransaction());
    for (const token of tokens) {
      await send(member, token.approve.populateTransaction(contractAddress ?? "", 2n ** 256n - 1n));
    }
  }
  const warp = async (time: bigint): Promise<void> => {
    await provider.send("evm_setNextBlockTimestamp", [Number(time)]);
    await provider.send("evm_mine", []);
  };
  let issued = 0;
  return {
    provider,
    alliance,
    netting,
    tokens,
    signers,
    send,
    async deposit(member, currency, amountMinor) {
      const token = tokens[currency] as SettlementToken;
      const address = await (signers[member] as Signer).getAddress();
      const reference = id(`issue ${++issued}`);
      const issuer = currency === 0 ? AURUM : JADE;
      await send(issuer, token.issue.populateTransaction(address, amountMinor, reference));
      await send(member, netting.deposit.populateTransaction(currency, amountMinor));
    },
    warp,
    async closeCycle() {
      const cycle = await netting.openCycle();
      const { cutOffAt } = await netting.cycleOf(cycle);
      await warp(cutOffAt + BigInt(SCHEDULE.proposalSeconds));
      return Number(cycle);
    },
  };
}

async function creationOf(contract: string, args: readonly unknown[]): Promise<TransactionRequest> {
  const { abi, bytecode } = await hre.artifacts.readArtifact(contract);
  return new ContractFactory(abi, bytecode).getDeployTransaction(...args);
}
