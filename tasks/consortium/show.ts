import { statusAt } from "@guildhall/sdk/consortium";
import { action } from "../lib/action.ts";
import { record } from "../lib/output.ts";

export default action(async (_args, { provider, alliance, readState, networkName }) => {
  const governing = (await alliance.validatorSet.governs()) ? "validatorSet" : "rescueValidatorSet";
  const [state, network, head, validators, live] = await Promise.all([
    readState(),
    provider.getNetwork(),
    provider.getBlock("latest"),
    alliance[governing].getValidators(),
    alliance[governing].liveCount(),
  ]);
  const now = head?.timestamp ?? 0;
  const members = state.members.filter(
    (member) => !["suspended", "expelled"].includes(statusAt(member, now)),
  );
  const data = {
    network: networkName,
    chainId: Number(network.chainId),
    block: head?.number,
    members: members.length,
    governing,
    validators: validators.length,
    liveValidators: Number(live),
    quorum: Number(await alliance[governing].quorumOf(validators.length)),
    faultTolerance: Math.floor((validators.length - 1) / 3),
    proposals: Number(await alliance.governor.proposalCount()),
    directory: await alliance.directory.getAddress(),
    registry: await alliance.registry.getAddress(),
    governor: await alliance.governor.getAddress(),
    timelock: await alliance.timelock.getAddress(),
    validatorSet: await alliance.validatorSet.getAddress(),
    rescueValidatorSet: await alliance.rescueValidatorSet.getAddress(),
    logEntries: Number(state.sequence),
    logHead: state.head,
  };
  return { data, text: record(data) };
});
