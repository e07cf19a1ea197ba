import type { OfficeName, PredeployName, SeatName } from "@guildhall/sdk/consortium";
import {
  bitsOf,
  CAPABILITIES,
  legalIdDigest,
  OFFICE_ROLES,
  PREDEPLOYS,
  RIGHTS,
  SEATS,
} from "@guildhall/sdk/consortium";
import { concat, encodeBytes32String, ZeroAddress } from "ethers";
import type { Alliance, Member, Office } from "../alliance.ts";
import { DIRECTORY_NAMES, PREDEPLOY_CONTRACTS, PREDEPLOY_NAMES } from "../predeploys.ts";
import type { Contracts } from "./artifacts.ts";

/** A validator of a set, as its constructor takes it. */
export interface Seat {
  validator: string;
  orgId: number;
}

/** Init code of a predeployed contract. */
export interface Construction {
  name: PredeployName;
  /** Creation code followed by the encoded arguments, hex. */
  initCode: string;
}

/** What has to run to found an alliance, in ascending order of address. */
export function constructions(alliance: Alliance, contracts: Contracts): Construction[] {
  const parameters = constructorArguments(alliance, contracts);
  return PREDEPLOY_NAMES.map((name) => {
    const { bytecode, interface: abi } = contracts[PREDEPLOY_CONTRACTS[name]];
    return { name, initCode: concat([bytecode, abi.encodeDeploy(parameters[name])]) };
  });
}

function constructorArguments(alliance: Alliance, contracts: Contracts): Record<PredeployName, unknown[]> {
  const { registry, governor, timelock, validatorSet, rescueValidatorSet, directory } = PREDEPLOYS;
  const { accessManager } = PREDEPLOYS;
  const { governance, members } = alliance;
  return {
    directory: [timelock, DIRECTORY_NAMES.map((name) => [encodeBytes32String(name), PREDEPLOYS[name]])],
    registry: [
      [timelock, accessManager, validatorSet, rescueValidatorSet],
      governance.emergencyPeriodSeconds,
      members.map(foundingOrganisation),
    ],
    governor: [
      registry,
      timelock,
      [
        governance.votingDelaySeconds,
        governance.votingPeriodSeconds,
        governance.approvalBps,
        governance.executionPeriodSeconds,
      ],
    ],
    // Without an optional admin the timelock is its own: only a vote changes it.
    timelock: [governance.timelockDelaySeconds, [governor], [governor], ZeroAddress],
    accessManager: [timelock, offices(alliance, contracts)],
    validatorSet: [directory, rescueValidatorSet, ...setArguments(alliance, "validator")],
    rescueValidatorSet: [directory, validatorSet, ...setArguments(alliance, "rescue")],
  };
}

/** The founding members of a validator set, in the order of their organisations. */
export function seatsOf(members: readonly Member[], seat: SeatName): Seat[] {
  return members.flatMap(({ nodes }, index) =>
    nodes
      .filter((node) => node.seat === seat)
      .map(({ address }) => ({ validator: address, orgId: index + 1 })),
  );
}

/** What the holders of each office may call on the register. */
export const OFFICE_FUNCTIONS = {
  registrar: ["renewKyc"],
  compliance: ["complianceFreeze", "complianceUnfreeze"],
} as const satisfies Record<OfficeName, readonly string[]>;

function offices(alliance: Alliance, contracts: Contracts): unknown[] {
  const office = (name: OfficeName, { holders, delaySeconds }: Office) => {
    const selectors = OFFICE_FUNCTIONS[name].map((signature) => {
      const selector = contracts.ConsortiumRegistry.interface.getFunction(signature)?.selector;
      if (selector === undefined) throw new Error(`ConsortiumRegistry has no function ${signature}.`);
      return selector;
    });
    return [OFFICE_ROLES[name], delaySeconds, holders, PREDEPLOYS.registry, selectors];
  };
  const { registrar, compliance } = alliance.offices;
  return [office("registrar", registrar), office("compliance", compliance)];
}

function foundingOrganisation({
  name,
  legalId,
  capabilities,
  kycExpiresAt,
  accounts,
  nodes,
}: Member): unknown[] {
  return [
    name,
    legalIdDigest(legalId),
    bitsOf(CAPABILITIES, capabilities),
    kycExpiresAt,
    accounts.map(({ address, rights }) => [address, bitsOf(RIGHTS, rights)]),
    nodes.map(({ publicKey, endpoint, seat }) => [publicKey, endpoint, SEATS[seat]]),
  ];
}

function setArguments({ validatorSet, members }: Alliance, seat: SeatName): [unknown[], unknown[]] {
  const seats = seatsOf(members, seat);
  // A short rescue list may be shorter still; the list that consensus reads may not.
  const floor = seats.length < validatorSet.floor ? 1 : validatorSet.floor;
  return [
    [
      floor,
      validatorSet.changeIntervalBlocks,
      validatorSet.livenessWindowBlocks,
      validatorSet.probationBlocks,
    ],
    seats.map(({ validator, orgId }) => [validator, orgId]),
  ];
}
