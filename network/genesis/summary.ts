import { createHash } from "node:crypto";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import type { Alliance } from "../alliance.ts";
import { PREDEPLOY_CONTRACTS, PREDEPLOY_NAMES } from "../predeploys.ts";
import { type Alloc, formatGenesis, type Genesis, MAXIMUM_CODE } from "./besu.ts";
import { FOUNDING_RECORD } from "./checks.ts";
import { GenesisError } from "./error.ts";

/** What is in a genesis file. */
export interface GenesisSummary {
  chainId: number;
  /** SHA-256 of the file, hex with 0x: all nodes must have the same. */
  digest: string;
  members: number;
  predeploys: PredeploySummary[];
  validators: ValidatorSummary[];
}

/** A contract in block 0. */
export interface PredeploySummary {
  /** As in the directory; the founding record has no entry there. */
  name: string;
  contract: string;
  /** Lower-case hex with 0x. */
  address: string;
  codeBytes: number;
  slots: number;
}

/** A node with a seat in one of the validator sets. */
export interface ValidatorSummary {
  set: "validator" | "rescue";
  member: string;
  /** Checksummed. */
  address: string;
  endpoint: string;
}

/** Sums up a genesis for people who are going to run it. */
export function summarize(genesis: Genesis, { members }: Alliance): GenesisSummary {
  const seated = (set: "validator" | "rescue") =>
    members.flatMap(({ alias, nodes }) =>
      nodes
        .filter(({ seat }) => seat === set)
        .map(({ address, endpoint }) => ({ set, member: alias, address, endpoint })),
    );
  const predeploys = PREDEPLOY_NAMES.map((name) => {
    return describe(genesis.alloc, name, PREDEPLOY_CONTRACTS[name], PREDEPLOYS[name]);
  });
  return {
    chainId: genesis.config.chainId,
    digest: digestOf(formatGenesis(genesis)),
    members: members.length,
    predeploys: [
      ...predeploys,
      describe(genesis.alloc, "founding record", "FoundingRecord", FOUNDING_RECORD),
    ],
    validators: [...seated("validator"), ...seated("rescue")],
  };
}

/**
 * Refuses a genesis whose contracts could not have been deployed: they were compiled for the edit-and-test
 * loop.
 *
 * @throws GenesisError naming the contract and its size.
 */
export function requireCodeFits({ predeploys }: GenesisSummary): void {
  const large = predeploys.find(({ codeBytes }) => codeBytes > MAXIMUM_CODE);
  if (large === undefined) return;
  throw new GenesisError(
    `${large.contract} has ${large.codeBytes} bytes of code, over the ${MAXIMUM_CODE} of EIP-170: ` +
      "it was compiled without the optimizer.",
    "Compile with the default build profile (leave --build-profile out), which is the one for chains.",
  );
}

function describe(alloc: Alloc, name: string, contract: string, at: string): PredeploySummary {
  const address = at.toLowerCase();
  const account = alloc[address];
  const codeBytes = ((account?.code.length ?? 2) - 2) / 2;
  return { name, contract, address, codeBytes, slots: Object.keys(account?.storage ?? {}).length };
}

function digestOf(text: string): string {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}
