import { send } from "@guildhall/sdk";
import { retirementProposal, signValidatorProof, submission } from "@guildhall/sdk/consortium";
import type { BaseWallet } from "ethers";
import type { HardhatUserConfig } from "hardhat/config";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import config from "../../hardhat.config.ts";
import { readApplicant } from "../../network/alliance.ts";
import { clockOf } from "../../network/clock.ts";
import { carry } from "../../network/deployment/carry.ts";
import { type Context, openContext } from "../../tasks/lib/context.ts";
import { findMember } from "../../tasks/lib/members.ts";
import { availableVoters, signerOf } from "../../tasks/lib/signers.ts";
import { liveThroughADay } from "../day/day.ts";
import { Diary } from "../day/diary.ts";
import { require } from "../lib/expectation.ts";
import type { Trial } from "./trial.ts";

/** Opens the alliance behind a node, with deployment records in `folder` instead of the project's. */
export async function openAlliance(root: string, folder: string, url: string): Promise<Context> {
  const remote = { type: "http", url, gasPrice: 0n } as const;
  const environment = await createHardhatRuntimeEnvironment(
    {
      ...config,
      paths: { ...config.paths, ignition: folder },
      networks: { ...config.networks, remote },
    } as HardhatUserConfig,
    { network: "remote" },
    root,
  );
  return openContext(environment);
}

/** The day of `npm start`, with a newcomer whose node runs already at `endpoint`. */
export async function liveADay(context: Context, trial: Trial, endpoint: string): Promise<Diary> {
  const diary = new Diary(() => {});
  const applicant = await readApplicant(trial.applicant);
  await liveThroughADay(
    context,
    { applicant, node: { key: trial.newcomer, endpoint }, freshAccount: trial.freshAccount },
    diary,
  );
  return diary;
}

/**
 * Registers another node of a member and gives it the seat of the first.
 *
 * @returns The block from whose successor on the replacement is a validator.
 */
export async function swapSeat(
  context: Context,
  alias: string,
  [validator, replacement]: readonly [BaseWallet, BaseWallet],
  endpoint: string,
): Promise<number> {
  const { registry, validatorSet } = context.alliance;
  const member = findMember(await context.readState(), alias);
  const admin = await signerOf(context, alias);
  const publicKey = `0x${replacement.signingKey.publicKey.slice(4)}`;
  await send(admin, await registry.addNode.populateTransaction(publicKey, endpoint));
  const set = await validatorSet.getAddress();
  const { deadline, signature } = await signValidatorProof(replacement.connect(context.provider), registry, {
    orgId: member.id,
    validator: replacement.address,
    set,
  });
  await untilChangeable(context);
  const sent = await send(
    admin,
    await registry.swapValidator.populateTransaction(
      set,
      validator.address,
      replacement.address,
      deadline,
      signature,
    ),
  );
  return sent.blockNumber;
}

/**
 * Takes a validator off the list by vote.
 *
 * @returns The block from whose successor on it is no validator.
 */
export async function voteOut(context: Context, validator: string): Promise<number> {
  const { alliance, provider } = context;
  const proposal = retirementProposal(alliance, { set: "validatorSet", validator });
  const proposer = await signerOf(context, "nordgrid");
  await send(proposer, (await submission(alliance, proposal)).transaction);
  const ended = await carry(alliance, Number(await alliance.governor.proposalCount()), {
    voters: await availableVoters(context),
    clock: await clockOf(provider),
  });
  require(ended.state === "executed", `the vote against ${validator} is carried out (it is ${ended.state})`);
  const { validatorSet } = alliance;
  const [removed] = await validatorSet.queryFilter(validatorSet.filters.ValidatorRemoved(validator), -100);
  require(removed !== undefined, `${validator} was removed`);
  return removed.blockNumber;
}

/** Lets every validator be seen alive, so that each change that is safe is allowed. */
export async function letAllBeSeen(context: Context): Promise<void> {
  const { validatorSet } = context.alliance;
  const signer = await signerOf(context, "nordgrid");
  const count = await validatorSet.count();
  for (let turn = 0n; turn < 4n * count && (await validatorSet.liveCount()) < count; ++turn) {
    await send(signer, await validatorSet.poke.populateTransaction());
  }
}

async function untilChangeable(context: Context): Promise<void> {
  const { validatorSet } = context.alliance;
  const clock = await clockOf(context.provider);
  const open = Number(await validatorSet.nextChangeAt());
  const head = await context.provider.getBlockNumber();
  if (open > head + 1) await clock.blocks(open - head);
}
