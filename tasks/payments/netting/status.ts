import { action } from "../../lib/action.ts";
import { openNetting } from "../../lib/netting.ts";
import { record, table, time } from "../../lib/output.ts";

export default action<Record<never, never>>(async (_args, context) => {
  const [open, state, head] = await Promise.all([
    openNetting(context),
    context.readState(),
    context.provider.getBlock("latest"),
  ]);
  const { netting, currencies } = open;
  const [openCycle, pending, settled, participants, schedule] = await Promise.all([
    netting.openCycle(),
    netting.pendingCycle(),
    netting.settledCycles(),
    netting.participants(),
    netting.schedule(),
  ]);
  const aliasOf = (number: number) => state.members.find(({ id }) => id === number)?.alias ?? String(number);
  const [current, waiting, proposals] = await Promise.all([
    netting.cycleOf(openCycle),
    pending === 0n ? undefined : netting.cycleOf(pending),
    pending === 0n ? [] : netting.proposalsOf(pending),
  ]);
  const proposalsUntil = waiting === undefined ? 0n : waiting.readyAt + schedule.proposalSeconds;
  const members = Array.from({ length: 255 }, (_, index) => index + 1).filter(
    (number) => (participants >> BigInt(number)) & 1n,
  );
  const positions = await Promise.all(
    members.flatMap((member) =>
      currencies.map(async ({ index, format }) => {
        const [position, available] = await Promise.all([
          netting.positionOf(member, index),
          netting.availableOf(member, index),
        ]);
        const reserveBps = [position.ownReserveBps, position.riskReserveBps].map(Number);
        return {
          member: aliasOf(member),
          balance: format(position.balanceMinor),
          floor: format(position.floorMinor),
          available: format(available),
          reservePercent: Math.max(...reserveBps) / 100,
        };
      }),
    ),
  );
  const facts = {
    settledCycles: Number(settled),
    waiting: pending === 0n ? "" : Number(pending),
    waitingObligations: waiting === undefined ? "" : Number(waiting.submittedCount + waiting.carriedCount),
    proposalsUntil: time(proposalsUntil),
    open: Number(openCycle),
    cutOff: time(current.cutOffAt),
    submitted: Number(current.submittedCount),
    carriedOver: Number(current.carriedCount),
    now: time(head?.timestamp ?? 0),
  };
  const best = proposals.map(({ orgId, value, selection }) => ({
    member: aliasOf(Number(orgId)),
    value,
    selection,
  }));
  const text = [
    record(facts),
    table(
      ["member", "balance", "floor", "a cycle may take", "reserve"],
      positions.map((each) => [
        each.member,
        each.balance,
        each.floor,
        each.available,
        each.reservePercent === 0 ? "" : `${each.reservePercent} %`,
      ]),
    ),
    ...(best.length === 0
      ? []
      : [
          table(
            ["proposed by", "value"],
            best.map(({ member, value }) => [member, value]),
          ),
        ]),
  ].join("\n\n");
  return {
    data: {
      ...facts,
      currencies: currencies.map(({ currency, token }) => ({ currency, token })),
      positions,
      proposals: best,
    },
    text,
  };
});
