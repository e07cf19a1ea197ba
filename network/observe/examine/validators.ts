import { type Finding, NETWORK } from "../finding.ts";
import {
  addressOf,
  type Case,
  heightOfReference,
  isFrozen,
  isMoving,
  isStalled,
  nameOf,
  planned,
  strength,
  validatorsOf,
} from "./case.ts";
import { listed } from "./words.ts";

/** What is wrong with the list of validators, and which of them do not do their part. */
export function examineValidators(given: Case): Finding[] {
  const validators = validatorsOf(given);
  if (validators === undefined) return listFails(given);
  if (validators.length === 0) return [emptyList(given)];
  return [
    ...duplicates(given, validators),
    ...strangers(given, validators),
    ...silent(given, validators),
    ...oneMoreLoss(given),
    ...belowFloor(given, validators),
  ];
}

function listFails({ second }: Case): Finding[] {
  const { reference } = second;
  const fault = reference?.validators.fault;
  if (reference === undefined || fault?.kind !== "refused") return [];
  return [
    {
      name: "validator-list-fails",
      severity: "broken",
      where: NETWORK,
      evidence:
        `qbft_getValidatorsByBlockNumber at block ${heightOfReference(second)} of ${reference.target.name}: ` +
        `${fault.code ?? ""} ${fault.message}`,
      cause:
        "The contract that holds the list reverts, is missing or answers nonsense; every node stops at this block.",
      cure:
        "Restart nothing before the transition is in the genesis file: a node that starts now ends at once, RPC nodes too. " +
        "Make the transition to the rescue set, then stop and start all.",
      runbook: "rescue-transition",
    },
  ];
}

function emptyList({ second }: Case): Finding {
  return {
    name: "validator-list-empty",
    severity: "broken",
    where: NETWORK,
    evidence: `the list for the block after ${heightOfReference(second)} has 0 validators`,
    cause: "The contract returned an empty list, so nobody seals. Besu writes no line about it to its log.",
    cure: "Make the transition to the rescue set at the time of the head; a restart alone changes nothing.",
    runbook: "rescue-transition",
  };
}

function duplicates(given: Case, validators: readonly string[]): Finding[] {
  const twice = [...new Set(validators.filter((address, index) => validators.indexOf(address) !== index))];
  const { recent } = given.second;
  return twice.map((address) => ({
    name: "validator-list-duplicates",
    severity: "broken",
    where: NETWORK,
    evidence:
      `${nameOf(given, address)} stands ${validators.filter((each) => each === address).length} times among ` +
      `${validators.length}; it proposed ${recent.filter(({ proposer }) => proposer === address).length} of the last ${recent.length} blocks`,
    cause:
      "The list holds an address more than once: the turn sticks to it, and the quorum counts it as several.",
    cure: "Have the alliance mend the list by vote while the chain still runs; losing one more may stop it.",
    runbook: "rescue-transition",
  }));
}

function strangers(given: Case, validators: readonly string[]): Finding[] {
  const { plan } = given.second;
  if (plan === undefined) return [];
  return validators
    .filter((address) => planned(plan, address) === undefined)
    .map((address) => ({
      name: "validator-unknown",
      severity: "warning",
      where: address,
      evidence: `listed for the next block, but no node of network.json has this address`,
      cause:
        "A validator was voted in after the plan was written, or the list holds an address without a node.",
      cure: "Look it up with `node list`; if it is genuine, write the plan anew, else propose its removal.",
      runbook: "replace-a-validator",
    }));
}

/** A listed validator that was passed over for two turns of all, although the chain went on and it runs. */
function silent(given: Case, validators: readonly string[]): Finding[] {
  const { reference, formerValidators, nodes } = given.second;
  const proposals = reference?.proposals;
  if (proposals === undefined || formerValidators === undefined || !isMoving(given)) return [];
  const since = heightOfReference(given.second) - 2 * validators.length;
  const former = new Set(formerValidators.map((address) => address.toLowerCase()));
  const excused = new Set([
    ...strength(given).down,
    ...nodes.filter((node) => node.syncing || isFrozen(given, node)).map(addressOf),
  ]);
  // A duplicate holds the turn for ever: then nobody else is to blame.
  if (new Set(validators).size < validators.length) return [];
  return validators
    .filter((address) => former.has(address) && !excused.has(address))
    .map((address) => ({ address, record: proposals.find((each) => each.address === address) }))
    .filter(({ record }) => (record?.last ?? 0) <= since)
    .map(({ address, record }) => ({
      name: "validator-silent",
      severity: "broken",
      where: nameOf(given, address),
      evidence: `last proposed ${record === undefined ? "none of the last 100 blocks" : `block ${record.last}`}; head ${heightOfReference(given.second)}, ${validators.length} validators`,
      cause:
        "It is listed and runs, but its turns pass: wrong key, another genesis, clock ahead, or cut off from peers.",
      cure: "Read its log and the other findings about it; restart it; replace it if that does not help.",
      runbook: "replace-a-validator",
    }));
}

function oneMoreLoss(given: Case): Finding[] {
  const { listed: count, quorum, up } = strength(given);
  if (isStalled(given) || up.length !== quorum) return [];
  return [
    {
      name: "one-more-loss-stops",
      severity: "warning",
      where: NETWORK,
      evidence: `${up.length} of ${count} validators run, quorum ${quorum}`,
      cause:
        count < 4 ? "So few validators cannot spare one." : "Validators are missing; none can be spared now.",
      cure:
        count < 4
          ? "Add validators by vote, to four or more."
          : "Bring the missing ones back, or swap their seats.",
      runbook: count < 4 ? "grow-from-one-validator" : "replace-a-validator",
    },
  ];
}

function belowFloor({ second: { floor } }: Case, validators: readonly string[]): Finding[] {
  if (floor === undefined || validators.length >= floor) return [];
  return [
    {
      name: "below-floor",
      severity: "warning",
      where: NETWORK,
      evidence: `${validators.length} validators (${listed([...validators])}), the contract's floor is ${floor}`,
      cause: "The list is shorter than the alliance agreed on: none can be removed by vote until it grows.",
      cure: "Add validators by vote.",
      runbook: "add-a-node",
    },
  ];
}
