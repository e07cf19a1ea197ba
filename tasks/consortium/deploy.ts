import { clockOf } from "../../network/clock.ts";
import { carry } from "../../network/deployment/carry.ts";
import { deployContracts } from "../../network/deployment/contracts.ts";
import { missingEntries, proposeEntries } from "../../network/deployment/wiring.ts";
import { defaultPlanFile, readPaymentsPlan } from "../../payments/plan.ts";
import { action } from "../lib/action.ts";
import { record, time } from "../lib/output.ts";
import { availableVoters, signerOf } from "../lib/signers.ts";

interface Arguments {
  carry: boolean;
  payments: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { alliance, hre, connection } = context;
  const signer = await signerOf(context, args.as);
  const { members } = await context.readState();
  const plan = await readPaymentsPlan(args.payments ?? defaultPlanFile(hre), members);
  const { contracts, fresh } = await deployContracts(hre, connection, alliance, signer, plan);
  const data = { network: context.networkName, deployed: fresh, contracts };
  const missing = await missingEntries(alliance, contracts);
  if (Object.keys(missing).length === 0) {
    return { data, text: record({ deployed: fresh, directory: "names every contract; nothing left to do" }) };
  }
  const { proposal, sent } = await proposeEntries(alliance, missing, signer);
  const ended = args.carry
    ? await carry(alliance, proposal.number, {
        voters: await availableVoters(context),
        clock: await clockOf(context.provider),
      })
    : proposal;
  const facts = {
    deployed: fresh,
    proposal: `${proposal.number} (${sent === undefined ? "made earlier" : "new"}), ${ended.state}`,
    next:
      ended.state === "executed"
        ? ""
        : `members vote until ${time(proposal.votesUntil)}; then run deploy again`,
  };
  return { data: { ...data, proposal: ended }, text: record(facts) };
});
