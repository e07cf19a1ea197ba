import { send } from "@guildhall/sdk";
import {
  admissionProposal,
  appointmentProposal,
  checkAgainstChain,
  connectJournal,
  latestExecution,
  type Proposal,
  readLog,
  readSessions,
  reinstatementProposal,
  replay,
  signAccountConsent,
  signValidatorProof,
  submission,
  suspensionProposal,
} from "@guildhall/sdk/consortium";
import { hexlify, keccak256, randomBytes } from "ethers";
import { clockOf } from "../../../network/clock.ts";
import { carry } from "../../../network/deployment/carry.ts";
import { deployContracts } from "../../../network/deployment/contracts.ts";
import { missingEntries, proposeEntries } from "../../../network/deployment/wiring.ts";
import { defaultPlanFile, readPaymentsPlan } from "../../../payments/plan.ts";
import { applicationOf } from "../../../tasks/lib/applications.ts";
import type { Context } from "../../../tasks/lib/context.ts";
import { findMember } from "../../../tasks/lib/members.ts";
import { applicantSigner, availableVoters, signerOf, signerOfAccount } from "../../../tasks/lib/signers.ts";
import { require, Unexpected } from "../../lib/expectation.ts";
import type { Cast } from "../cast.ts";
import type { Diary, Note } from "../diary.ts";

/**
 * The alliance governs itself: deployment, a sign-in, a ninth member and its validator, a suspension and its end, a rotated
 * key, and the audit of it all.
 */
export async function governAlliance(context: Context, cast: Cast, diary: Diary): Promise<void> {
  await diary.step("The alliance stands in block 0", (note) => showFounding(context, note));
  await diary.step("Every room is deployed and voted in", (note) => deploy(context, note));
  await diary.step("Aurum Bank signs in", (note) => signIn(context, note));
  await diary.step(`${cast.applicant.name} is admitted by vote`, (note) => admit(context, cast, note));
  await diary.step(`${cast.applicant.name} adds a validator`, (note) => appoint(context, cast, note));
  await diary.step("Kappa Fasteners is suspended by vote", (note) => suspend(context, note));
  await diary.step("Kappa Fasteners is reinstated by vote", (note) => reinstate(context, note));
  await diary.step("Delta Castings rotates its admin key", (note) => rotate(context, cast, note));
  await diary.step("An auditor replays the log", (note) => audit(context, note));
}

async function showFounding({ alliance, readState }: Context, note: Note): Promise<void> {
  const { members, validators, head } = await readState();
  note(`${members.length} members, ${validators.length} validators, log head ${head}`);
  note(`found through the directory at ${await alliance.directory.getAddress()}`);
}

async function deploy(context: Context, note: Note): Promise<void> {
  const { alliance, hre, connection } = context;
  const signer = await signerOf(context, "nordgrid");
  const plan = await readPaymentsPlan(defaultPlanFile(hre), (await context.readState()).members);
  const { contracts, fresh } = await deployContracts(hre, connection, alliance, signer, plan);
  note(`${Object.keys(contracts).length} contracts, of which ${fresh.length} were deployed now`);
  const missing = await missingEntries(alliance, contracts);
  if (Object.keys(missing).length > 0) {
    const { proposal, sent } = await proposeEntries(alliance, missing, signer);
    note("propose", sent);
    await carryThrough(context, proposal.number, note);
  }
  require(Object.keys(await missingEntries(alliance, contracts)).length ===
    0, "the directory names every contract");
}

async function signIn(context: Context, note: Note): Promise<void> {
  const journal = await connectJournal(context.alliance);
  const session = keccak256(hexlify(randomBytes(32)));
  const head = await context.provider.getBlock("latest");
  const signer = await signerOf(context, "aurum-bank", "operator");
  note(
    "sign in",
    await send(signer, await journal.open.populateTransaction(session, (head?.timestamp ?? 0) + 8 * 3600)),
  );
  require(await journal.isOpen(session), "the session stands");
}

async function admit(context: Context, { applicant }: Cast, note: Note): Promise<void> {
  const { registry } = context.alliance;
  const application = applicationOf(applicant);
  const signer = await applicantSigner(context, applicant.name, application.admin);
  note("apply", await send(signer, await registry.applyForMembership.populateTransaction(application)));
  await decide(context, admissionProposal(context.alliance, application), note);
  const member = findMember(await context.readState(), applicant.name);
  note(`${member.name} is member ${member.id}`);
  require((await registry.voterOf(application.admin)) === BigInt(member.id), "the newcomer votes");
}

async function appoint(context: Context, { applicant, node }: Cast, note: Note): Promise<void> {
  const { alliance } = context;
  const { registry, validatorSet } = alliance;
  const member = findMember(await context.readState(), applicant.name);
  const admin = await signerOf(context, member.alias);
  const publicKey = `0x${node.key.signingKey.publicKey.slice(4)}`;
  note(
    "register node",
    await send(admin, await registry.addNode.populateTransaction(publicKey, node.endpoint)),
  );
  const validator = node.key.address;
  const proof = await signValidatorProof(
    node.key.connect(context.provider),
    registry,
    { orgId: member.id, validator, set: await validatorSet.getAddress() },
    await latestExecution(alliance),
  );
  await pokeAll(context, note);
  const before = await validatorSet.getValidators();
  await decide(
    context,
    appointmentProposal(alliance, member, { set: "validatorSet", validator }, proof),
    note,
  );
  const after = await validatorSet.getValidators();
  require(after.includes(validator) && after.length === before.length + 1, "the newcomer is on the list");
  await pokeUntilSeen(context, validator, note);
  note(`${after.length} validators, of which ${Math.floor((after.length - 1) / 3)} may fail`);
}

async function suspend(context: Context, note: Note): Promise<void> {
  const { registry } = context.alliance;
  const kappa = findMember(await context.readState(), "kappa-fasteners");
  await decide(context, suspensionProposal(context.alliance, kappa, "accounts not filed"), note, kappa.alias);
  const [account] = kappa.accounts;
  require(!(await registry.isMember(account?.address ?? "")), "its accounts act no more");
  require((await registry.voterOf(account?.address ?? "")) === 0n, "it votes no more");
}

async function reinstate(context: Context, note: Note): Promise<void> {
  const kappa = findMember(await context.readState(), "kappa-fasteners");
  await decide(context, reinstatementProposal(context.alliance, kappa), note);
  require(await context.alliance.registry.isMember(
    kappa.accounts[0]?.address ?? "",
  ), "its accounts act again");
}

async function rotate(context: Context, { freshAccount }: Cast, note: Note): Promise<void> {
  const { registry } = context.alliance;
  const delta = findMember(await context.readState(), "delta-castings");
  const admin = await signerOf(context, delta.alias);
  const old = await admin.getAddress();
  const rights = Number((await registry.accountOf(old)).rights);
  const fresh = await signerOfAccount(context, freshAccount);
  const consent = await signAccountConsent(fresh, registry, {
    orgId: delta.id,
    account: freshAccount,
    rights,
  });
  const rotation = registry.rotateAccount.populateTransaction(
    old,
    freshAccount,
    consent.deadline,
    consent.signature,
  );
  note("rotate", await send(admin, await rotation));
  require((await registry.voterOf(old)) === 0n, "the old key has no vote");
  require((await registry.voterOf(freshAccount)) === BigInt(delta.id), "the new key has it");
}

async function audit({ alliance }: Context, note: Note): Promise<void> {
  const log = await readLog(alliance);
  const differences = await checkAgainstChain(replay(log), alliance);
  note(`${log.founders.length} founders and ${log.entries.length} changes, head ${log.head}`);
  require(differences.length === 0, "the chain's state is what its log tells");
  const aurum = findMember(replay(log), "aurum-bank");
  note(`${(await readSessions(alliance, aurum.id)).length} sign-ins of ${aurum.name}, all linked`);
}

/** Puts a proposal to the vote and sees it through. */
async function decide(context: Context, proposal: Proposal, note: Note, accused?: string): Promise<void> {
  const { transaction, proposalId } = await submission(context.alliance, proposal);
  note("propose", await send(await signerOf(context, "nordgrid"), transaction));
  note(proposal.title);
  const count = Number(await context.alliance.governor.proposalCount());
  for (let number = count; number > 0; --number) {
    const [id] = await context.alliance.governor.proposalDetailsAt(number - 1);
    if (id === proposalId) return carryThrough(context, number, note, accused);
  }
  throw new Unexpected("The governor does not list the proposal.");
}

/** Everyone votes for but the accused, if the vote is about a member. */
async function carryThrough(context: Context, number: number, note: Note, accused?: string): Promise<void> {
  const voters = await availableVoters(context);
  const ended = await carry(context.alliance, number, {
    voters: voters.filter(({ alias }) => alias !== accused),
    clock: await clockOf(context.provider),
    onStep: note,
  });
  if (ended.state !== "executed") throw new Unexpected(`Proposal ${number} ended ${ended.state}.`);
}

/** Lets the validators be seen until every change that is safe is allowed. */
async function pokeAll(context: Context, note: Note): Promise<void> {
  const { validatorSet } = context.alliance;
  const signer = await signerOf(context, "nordgrid");
  const count = Number(await validatorSet.count());
  for (let poke = 0; poke < 3 * count && Number(await validatorSet.liveCount()) < count; ++poke) {
    note("poke", await send(signer, await validatorSet.poke.populateTransaction()));
  }
  note(`${await validatorSet.liveCount()} of ${count} validators seen alive`);
}

async function pokeUntilSeen(context: Context, validator: string, note: Note): Promise<void> {
  const { validatorSet } = context.alliance;
  const signer = await signerOf(context, "nordgrid");
  const turns = 3 * Number(await validatorSet.count());
  for (let turn = 0; turn < turns; ++turn) {
    const seen = await send(signer, await validatorSet.poke.populateTransaction());
    if (await validatorSet.isLive(validator)) return note("the newcomer sealed a block", seen);
  }
  throw new Unexpected(`Validator ${validator} sealed none of ${turns} blocks.`);
}
