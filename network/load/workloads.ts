import { connectAlliance, SessionJournal__factory, send } from "@guildhall/sdk";
import { ContractFactory, id, type Signer } from "ethers";
import type { ArtifactSource } from "../genesis/artifacts.ts";

/** What one transaction calls. */
export interface Call {
  to: string;
  data: string;
}

/** What an account calls under a nonce. */
export type CallOf = (account: string, nonce: number) => Call;

/** What a workload may use to get ready. */
export interface Workshop {
  /** First account of the load, connected to a node. */
  signer: Signer;
  artifacts: ArtifactSource;
}

/** What a load consists of. */
export interface Workload {
  /** One sentence for people. */
  does: string;
  /** Whether the accounts must be operators of a member. */
  isGated: boolean;
  /** Makes ready what the calls need on the chain. */
  prepare(workshop: Workshop): Promise<CallOf>;
}

/** Seconds for which sessions are opened: far from both ends, since a development chain's clock may run ahead. */
const SESSION_SECONDS = 15 * 86_400;

/** Every workload, by the name that `--call` takes. */
export const WORKLOADS: Readonly<Record<string, Workload>> = {
  session: {
    does: "Records a sign-in: the register is asked whether the caller may act, a record is written, a hash chain goes on.",
    isGated: true,
    prepare: openSessions,
  },
  ping: {
    does: "Sends nothing to oneself: the bare cost of a transaction, on any chain without fees.",
    isGated: false,
    prepare: async () => (account) => ({ to: account, data: "0x" }),
  },
};

/**
 * Deploys a journal for this run alone: that of the alliance is an audit trail, which no load may fill, and a fresh one lets
 * runs be compared.
 */
async function openSessions({ signer, artifacts }: Workshop): Promise<CallOf> {
  const { registry } = await connectAlliance(signer);
  const { abi, bytecode } = await artifacts.readArtifact("SessionJournal");
  const creation = new ContractFactory(abi, bytecode).getDeployTransaction(await registry.getAddress());
  const { receipt } = await send(signer, await creation);
  const journal = SessionJournal__factory.createInterface();
  const expiresAt = (await receipt.getBlock()).timestamp + SESSION_SECONDS;
  const to = receipt.contractAddress as string;
  return (account, nonce) => ({
    to,
    data: journal.encodeFunctionData("open", [id(`${account}:${nonce}`), expiresAt]),
  });
}
