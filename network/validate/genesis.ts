import { sha256 } from "../bundle/files.ts";
import { BUNDLE } from "../bundle/plan.ts";
import { encodeExtraData } from "../extra-data.ts";
import { QBFT_MIX_HASH } from "../genesis/besu.ts";
import type { BundleParts } from "./bundle.ts";
import type { Check } from "./check.ts";
import type { Finding } from "./finding.ts";
import { timeoutTooShort } from "./plan.ts";
import type { SourceFile } from "./source-file.ts";

/** What must hold in the header and the configuration of block 0. */
export const genesisChecks: Check<SourceFile>[] = [
  theFileIsTheOneAllMembersCompare,
  theChainIdIsThatOfThePlan,
  theHeaderIsThatOfAQbftChain,
  validatorsComeFromAContract,
  gasIsFree,
  nothingBelongsToProofOfStake,
  forksAreInOrder,
  blocksKeepTheirPace,
  theProposerStaysVisible,
];

/** Every fork in the order in which they took effect on the public chain: first those by block, then those by time. */
const FORKS = [
  "homesteadBlock",
  "eip150Block",
  "eip155Block",
  "eip158Block",
  "byzantiumBlock",
  "constantinopleBlock",
  "petersburgBlock",
  "istanbulBlock",
  "muirGlacierBlock",
  "berlinBlock",
  "londonBlock",
  "shanghaiTime",
  "cancunTime",
  "pragueTime",
  "osakaTime",
  "bpo1Time",
  "bpo2Time",
  "bpo3Time",
  "bpo4Time",
  "bpo5Time",
  "amsterdamTime",
];

const PROOF_OF_STAKE = [
  "terminalTotalDifficulty",
  "terminalTotalDifficultyPassed",
  "terminalBlockHash",
  "terminalBlockNumber",
  "mergeNetSplitBlock",
  "parisBlock",
  "parisTime",
];

function* theFileIsTheOneAllMembersCompare(genesis: SourceFile, { plan }: BundleParts): Iterable<Finding> {
  const digest = sha256(genesis.text);
  if (plan === undefined || digest === plan.genesisDigest) return;
  yield genesis.finding([], {
    fault: `Its SHA-256 is ${digest}; ${BUNDLE.plan} says ${plan.genesisDigest}.`,
    consequence:
      "A node with another file than the others stays alone, or halts at the first block on which they differ.",
    cure: "Compare the digest with the other members and put the common file back; `network transition` changes both.",
  });
}

function* theChainIdIsThatOfThePlan(genesis: SourceFile, { plan }: BundleParts): Iterable<Finding> {
  const chainId = genesis.get("config", "chainId");
  if (plan === undefined || chainId === plan.chainId) return;
  yield genesis.finding(["config", "chainId"], {
    fault: `The chain id is ${shown(chainId)}; ${BUNDLE.plan} says ${plan.chainId}.`,
    consequence:
      "Every transaction is signed for the one chain and refused by the other; signatures (EIP-712) do not hold.",
    cure: `Set it to ${plan.chainId}, before the first block only.`,
  });
}

function* theHeaderIsThatOfAQbftChain(genesis: SourceFile): Iterable<Finding> {
  if (text(genesis.get("mixHash")) !== QBFT_MIX_HASH) {
    yield genesis.finding(["mixHash"], {
      fault: `mixHash is ${shown(genesis.get("mixHash"))}, not the constant of QBFT.`,
      consequence: "Block 1 is refused by everyone: its parent does not look like a block of this consensus.",
      cure: `Set it to ${QBFT_MIX_HASH}.`,
    });
  }
  if (quantity(genesis.get("difficulty")) !== 1n) {
    yield genesis.finding(["difficulty"], {
      fault: `The difficulty is ${shown(genesis.get("difficulty"))}; expected 0x1.`,
      consequence:
        "Blocks have difficulty 1 by rule, and nodes with another block 0 do not accept each other as peers.",
      cure: "Set it to 0x1.",
    });
  }
  const gasLimit = quantity(genesis.get("gasLimit"));
  if (gasLimit === undefined || gasLimit < 16_777_216n) {
    yield genesis.finding(["gasLimit"], {
      fault: `The gas limit of a block is ${shown(genesis.get("gasLimit"))}; expected at least 16777216.`,
      consequence:
        "The largest transaction that the chain allows does not fit into a block, nor may reading the validators.",
      cure: "Set it to 0x1c9c380 (30,000,000).",
    });
  }
}

function* validatorsComeFromAContract(genesis: SourceFile): Iterable<Finding> {
  if (text(genesis.get("extraData")) !== encodeExtraData()) {
    yield genesis.finding(["extraData"], {
      fault: `extraData is ${shown(genesis.get("extraData"))}; where a contract names the validators it names none.`,
      consequence:
        "Addresses in it have no effect, so that the network seems to have other validators than it has; what is not " +
        "valid RLP keeps nodes from starting.",
      cure: `Set it to ${encodeExtraData()}.`,
    });
  }
  if (text(genesis.get("config", "qbft", "validatorContractAddress")) === undefined) {
    yield genesis.finding(["config", "qbft", "validatorcontractaddress"], {
      fault: "No contract names the validators.",
      consequence:
        "The chain starts with votes in block headers; a later switch to the contract halts it for good.",
      cure: "Set it to the address of the validator set, 0x…7777.",
    });
  }
}

function* gasIsFree(genesis: SourceFile): Iterable<Finding> {
  if (quantity(genesis.get("baseFeePerGas")) !== 0n) {
    yield genesis.finding(["baseFeePerGas"], {
      fault: `The base fee of block 0 is ${shown(genesis.get("baseFeePerGas"))}; expected 0x0.`,
      consequence: "Transactions for block 1 would have to pay, and nobody has a balance.",
      cure: "Set it to 0x0.",
    });
  }
  if (genesis.get("config", "zeroBaseFee") !== true) {
    yield genesis.finding(["config", "zeroBaseFee"], {
      fault: "zeroBaseFee is not true.",
      consequence:
        "The base fee rises from 0 after the first full block, and accounts without a balance are shut out.",
      cure: 'Set "zeroBaseFee": true.',
    });
  }
  if (genesis.get("config", "londonBlock") !== 0) {
    yield genesis.finding(["config", "londonBlock"], {
      fault: `londonBlock is ${shown(genesis.get("config", "londonBlock"))}; expected 0.`,
      consequence: "Block 0 carries no base fee, and its hash is not that of nodes with the right file.",
      cure: 'Set "londonBlock": 0.',
    });
  }
}

function* nothingBelongsToProofOfStake(genesis: SourceFile): Iterable<Finding> {
  for (const key of PROOF_OF_STAKE) {
    if (genesis.get("config", key) === undefined) continue;
    yield genesis.finding(["config", key], {
      fault: `${key} is a setting of proof of stake.`,
      consequence: "Validators wait for a consensus client that does not exist and seal no block.",
      cure: `Delete ${key}.`,
    });
  }
}

function* forksAreInOrder(genesis: SourceFile): Iterable<Finding> {
  let latest = { key: "", at: 0n };
  for (const key of FORKS) {
    const value = genesis.get("config", key);
    if (value === undefined) continue;
    const at = quantity(value) ?? -1n;
    if (at < latest.at) {
      yield genesis.finding(["config", key], {
        fault: `${key} is ${shown(value)}, before ${latest.key}, which is ${latest.at}.`,
        consequence: 'No node starts: "Genesis Config Error: … is scheduled for …".',
        cure: `Set ${key} to ${latest.at} or later.`,
      });
    } else {
      latest = { key, at };
    }
  }
  const amsterdam = genesis.get("config", "amsterdamTime");
  if (amsterdam !== undefined) {
    yield genesis.finding(["config", "amsterdamTime"], {
      fault: "Amsterdam is scheduled; this consensus has not been run with it.",
      consequence: "From that time on blocks may be refused by everyone.",
      cure: "Delete amsterdamTime; Osaka is the latest fork that works.",
    });
  }
}

function* blocksKeepTheirPace(genesis: SourceFile, { plan }: BundleParts): Iterable<Finding> {
  const at = (key: string) => ["config", "qbft", key];
  const period = Number(genesis.get(...at("blockPeriodSeconds")) ?? 1);
  const timeout = Number(genesis.get(...at("requestTimeoutSeconds")) ?? 1);
  if (!(timeout >= 2 * period)) {
    yield genesis.finding(at("requesttimeoutseconds"), timeoutTooShort(timeout, 2 * period));
  }
  for (const [key, here, there] of [
    ["blockperiodseconds", period, plan?.blockPeriodSeconds],
    ["requesttimeoutseconds", timeout, plan?.requestTimeoutSeconds],
  ] as const) {
    if (there === undefined || here === there) continue;
    yield genesis.finding(at(key), {
      fault: `${key} is ${here}; ${BUNDLE.plan} says ${there}.`,
      consequence: "Validators with different settings still connect, then refuse each other's blocks.",
      cure: "Put the common file back; a running network changes its pace with `network transition` only.",
    });
  }
  for (const key of ["emptyblockperiodseconds", "xemptyblockperiodseconds", "xblockperiodmilliseconds"]) {
    if (genesis.get(...at(key)) === undefined) continue;
    yield genesis.finding(at(key), slowEmptyBlocks(key));
  }
}

/** Words for a setting of the pace that Besu 26.8 does not master. */
export function slowEmptyBlocks(key: string) {
  const isForTests = key === "xblockperiodmilliseconds";
  return {
    fault: isForTests ? `${key} is for tests only.` : `${key} is set.`,
    consequence: isForTests
      ? "Blocks may carry the same time as their parents; everything that is dated by the second loses its order."
      : "Besu 26.8 has a known fault here: after a change of round the chain may starve and seal nothing for long.",
    cure: `Delete ${key}.`,
  };
}

function* theProposerStaysVisible(genesis: SourceFile): Iterable<Finding> {
  const path = ["config", "qbft", "miningbeneficiary"];
  if (!genesis.get(...path)) return;
  yield genesis.finding(path, hiddenProposer());
}

/** Words for a beneficiary of fees, which takes the proposer's place in every block. */
export function hiddenProposer() {
  return {
    fault: "A beneficiary is set.",
    consequence:
      "block.coinbase no longer names the proposer: no validator is ever seen alive, and the validator set refuses " +
      "every addition and most removals. There are no fees to receive.",
    cure: "Delete miningbeneficiary.",
  };
}

/** A number of a genesis file: hex with 0x, decimal text or a JSON number; undefined if it is none. */
export function quantity(value: unknown): bigint | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value !== "string" || !/^(0x[0-9a-f]+|\d+)$/i.test(value)) return undefined;
  return BigInt(value);
}

/** A value as findings show it. */
export function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value.toLowerCase() : undefined;
}
