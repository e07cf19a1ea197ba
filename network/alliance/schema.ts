import type { CapabilityName, RightName, SeatName } from "@guildhall/sdk/consortium";
import { CAPABILITIES, RIGHTS, SEATS } from "@guildhall/sdk/consortium";
import type { z } from "zod";
import { address, integer, list, percent, section, until, word } from "../../files/fields.ts";
import { endpoint, legalId, organisationName, publicKey } from "./fields.ts";

const UINT32 = 2 ** 32 - 1;

/**
 * Highest gas of one transaction under Osaka; Besu calls the validator set with no more than the block
 * allows.
 */
const TRANSACTION_GAS_CAP = 16_777_216;

/** Validators that a set can hold (`ValidatorSet.MAXIMUM`). */
export const MAXIMUM_VALIDATORS = 64;

const words = <Word extends string>(table: Record<Word, unknown>) => word(Object.keys(table) as Word[]);

export const account = section({
  address,
  rights: list(words<RightName>(RIGHTS), "rights"),
});

export const node = section({
  publicKey,
  endpoint,
  seat: words<SeatName>(SEATS),
});

export const member = section({
  name: organisationName,
  legalId,
  capabilities: list(words<CapabilityName>(CAPABILITIES), "capabilities"),
  kycUntil: until,
  accounts: list(account, "accounts").max(256, {
    error: "has too many entries; expected at most 256 accounts",
  }),
  nodes: list(node, "nodes", 0).max(64, { error: "has too many entries; expected at most 64 nodes" }),
});

export const chain = section({
  id: integer(1, Number.MAX_SAFE_INTEGER, "the chain's id"),
  blockPeriodSeconds: integer(1, 3600, "seconds"),
  requestTimeoutSeconds: integer(2, 7200, "seconds"),
  blockGasLimit: integer(TRANSACTION_GAS_CAP, 2 ** 48, "gas"),
});

export const validatorSet = section({
  floor: integer(1, MAXIMUM_VALIDATORS, "validators"),
  changeIntervalBlocks: integer(1, UINT32, "blocks"),
  livenessWindowBlocks: integer(MAXIMUM_VALIDATORS, UINT32, "blocks"),
  probationBlocks: integer(MAXIMUM_VALIDATORS, UINT32, "blocks"),
});

export const office = section({
  holders: list(address, "accounts", 0),
  delaySeconds: integer(0, UINT32, "seconds"),
});

/** Shape of the alliance file. Values are read; what holds between them is checked in `rules.ts`. */
export const alliance = section({
  chain,
  governance: section({
    votingDelaySeconds: integer(0, UINT32, "seconds"),
    votingPeriodSeconds: integer(1, UINT32, "seconds"),
    approvalPercent: percent(50, 99.99),
    timelockDelaySeconds: integer(0, UINT32, "seconds"),
    executionPeriodSeconds: integer(1, UINT32, "seconds"),
    emergencyPeriodSeconds: integer(1, UINT32, "seconds"),
  }),
  validatorSet,
  offices: section({ registrar: office, compliance: office }),
  members: list(member, "members"),
});

export type MemberFile = z.output<typeof member>;
