import { send } from "@guildhall/sdk";
import {
  type Alliance,
  type AllianceState,
  connectAlliance,
  type Proposal,
  type ProposalRecord,
  RIGHTS,
  readLog,
  replay,
  submission,
} from "@guildhall/sdk/consortium";
import { BrowserProvider, type ContractTransaction, type Signer } from "ethers";
import { network } from "hardhat";
import { clockOf } from "../../network/clock.ts";
import { carry } from "../../network/deployment/carry.ts";

/** What goes to the chain: method and parameters. */
type Request = { method: string; params?: unknown[] };

/** Stands between the SDK and the chain, to count or to lie. */
export type Interceptor = (request: Request, ask: (request: Request) => Promise<unknown>) => Promise<unknown>;

/** An alliance on a chain of its own, within this process. */
export interface AllianceChain {
  readonly provider: BrowserProvider;
  readonly alliance: Alliance;
  readState(): Promise<AllianceState>;
  /** First admin account of a member. */
  adminOf(memberId: number): Promise<Signer>;
  signerOf(account: string): Promise<Signer>;
  /** Sends a call from an admin of a member. */
  act(memberId: number, call: Promise<ContractTransaction>): Promise<void>;
  /** Has a majority of the founders vote for a proposal and executes it. */
  carryOut(proposal: Proposal): Promise<ProposalRecord>;
}

/** Starts a chain that holds the sample alliance at block 0. */
export async function allianceChain(intercept?: Interceptor): Promise<AllianceChain> {
  const connection = await network.create();
  const ask = (request: Request): Promise<unknown> => connection.provider.request(request);
  const request = (each: Request): Promise<unknown> =>
    intercept === undefined ? ask(each) : intercept(each, ask);
  const provider = new BrowserProvider({ request }, undefined, { cacheTimeout: -1 });
  const alliance = await connectAlliance(provider);

  const readState = async (): Promise<AllianceState> => replay(await readLog(alliance));
  const signerOf = (account: string): Promise<Signer> => provider.getSigner(account);
  const adminOf = async (memberId: number): Promise<Signer> => {
    const member = (await readState()).members.find(({ id }) => id === memberId);
    const admin = member?.accounts.find(({ rights }) => (rights & RIGHTS.admin) !== 0);
    if (admin === undefined) throw new Error(`Member ${memberId} has no admin.`);
    return signerOf(admin.address);
  };
  return {
    provider,
    alliance,
    readState,
    signerOf,
    adminOf,
    async act(memberId, call) {
      await send(await adminOf(memberId), await call);
    },
    async carryOut(proposal) {
      const { members } = await readState();
      const majority = members.slice(0, 5);
      const voters = await Promise.all(
        majority.map(async ({ id, alias }) => ({ alias, signer: await adminOf(id) })),
      );
      const { transaction } = await submission(alliance, proposal);
      await send(await adminOf(1), transaction);
      const number = Number(await alliance.governor.proposalCount());
      return carry(alliance, number, { voters, clock: await clockOf(provider) });
    },
  };
}
