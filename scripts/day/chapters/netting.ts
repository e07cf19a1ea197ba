import { send } from "@guildhall/sdk";
import { statusAt } from "@guildhall/sdk/consortium";
import { tokenAt } from "@guildhall/sdk/payments";
import { clockOf } from "../../../network/clock.ts";
import { parseMoney } from "../../../payments/money.ts";
import { batchesOf } from "../../../payments/netting/batches.ts";
import { parseObligations } from "../../../payments/netting/file.ts";
import { generateDay } from "../../../payments/netting/generate.ts";
import { marked, pagesOf } from "../../../payments/netting/pages.ts";
import { solve } from "../../../payments/netting/solver.ts";
import type { Context } from "../../../tasks/lib/context.ts";
import { findMember } from "../../../tasks/lib/members.ts";
import {
  figuresView,
  nettedAmount,
  numbersIn,
  openNetting,
  openProblem,
  pendingQueue,
} from "../../../tasks/lib/netting.ts";
import { signerOf } from "../../../tasks/lib/signers.ts";
import { require } from "../../lib/expectation.ts";
import type { Note } from "../diary.ts";
import { allow, issueTo } from "../money.ts";

const OBLIGATIONS = 1000;
/** What each member brings; far less than it owes. */
const LIQUIDITY = "2000000.00 EUR";

/** Every member deposits, submits what it owes, and the cycle is settled by the best selection that the solver finds. */
export async function netADay(context: Context, note: Note): Promise<void> {
  const aliases = await activeMembers(context);
  for (const alias of aliases) await deposit(context, alias, note);
  await submit(context, aliases, note);
  const { netting } = await openNetting(context);
  const clock = await clockOf(context.provider);
  const cycle = await netting.openCycle();
  await clock.until((await netting.cycleOf(cycle)).cutOffAt);
  await settle(context, note);
  require((await netting.settledCycles()) === cycle, "the cycle is settled, for good");
  await requireMoneyThere(context, aliases);
}

async function deposit(context: Context, alias: string, note: Note): Promise<void> {
  const open = await openNetting(context);
  const { index, token, amountMinor, amount } = nettedAmount(open, LIQUIDITY);
  const signer = await signerOf(context, alias, "operator");
  await issueTo(context, alias, parseMoney(LIQUIDITY), note);
  await allow(signer, tokenAt(context.alliance, token), open.netting);
  note(
    `${alias} deposits ${amount}`,
    await send(signer, await open.netting.deposit.populateTransaction(index, amountMinor)),
  );
}

async function submit(context: Context, aliases: readonly string[], note: Note): Promise<void> {
  const open = await openNetting(context);
  const state = await context.readState();
  const day = generateDay({ seed: 1, count: OBLIGATIONS, members: aliases, currencies: ["EUR"] });
  const lines = parseObligations(day, "a day of obligations");
  for (const alias of aliases) {
    const own = lines.filter(({ debtor }) => debtor === alias);
    const signer = await signerOf(context, alias, "operator");
    const debtor = findMember(state, alias).id;
    for (const { reference, words, uetrs } of batchesOf(own, debtor, numbersIn(state, open))) {
      const call = await open.netting.submit.populateTransaction(reference, words, uetrs);
      note(`${alias} submits ${words.length}`, await send(signer, call));
    }
  }
}

async function settle(context: Context, note: Note): Promise<void> {
  const open = await openNetting(context);
  const queue = await pendingQueue(open);
  const problem = await openProblem(context, open, queue);
  const { selection, value, seconds } = await solve(problem, "optimal");
  note(`solved in ${seconds.toFixed(1)} s\n${figuresView(open, problem, selection).text}`);
  const chosen = marked(queue, problem, selection);
  const proposer = await signerOf(context, "aurum-bank", "operator");
  const { netting } = open;
  note(
    "propose",
    await send(
      proposer,
      await netting.propose.populateTransaction(queue.cycle, chosen.taken, chosen.parts, value),
    ),
  );
  const { readyAt } = await netting.cycleOf(queue.cycle);
  const { proposalSeconds } = await netting.schedule();
  await (await clockOf(context.provider)).until(readyAt + proposalSeconds);
  for (const [page, { lots, parts, isLast }] of pagesOf(queue, chosen).entries()) {
    const call = await netting.settle.populateTransaction(queue.cycle, page, lots, parts, isLast);
    note(`settle page ${page}`, await send(proposer, call));
  }
}

/** What members have in netting, all together, is what the contract holds. */
async function requireMoneyThere(context: Context, aliases: readonly string[]): Promise<void> {
  const { netting, currencies } = await openNetting(context);
  const state = await context.readState();
  for (const { index, token } of currencies) {
    const positions = await Promise.all(
      aliases.map((alias) => netting.positionOf(findMember(state, alias).id, index)),
    );
    const held = await tokenAt(context.alliance, token).balanceOf(await netting.getAddress());
    const sum = positions.reduce((total, { balanceMinor }) => total + balanceMinor, 0n);
    require(sum === held, "the money of all members is there");
  }
}

async function activeMembers(context: Context): Promise<string[]> {
  const { members } = await context.readState();
  const head = await context.provider.getBlock("latest");
  return members
    .filter((member) => statusAt(member, head?.timestamp ?? 0) === "active")
    .map(({ alias }) => alias);
}
