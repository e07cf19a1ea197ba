import besu from "./besu-options.json" with { type: "json" };
import type { Check } from "./check.ts";
import type { Finding, Words } from "./finding.ts";
import { shown } from "./genesis.ts";
import type { SourceFile } from "./source-file.ts";

/** What must hold in the options that all nodes share. */
export const optionChecks: Check<SourceFile>[] = [
  everyOptionIsKnown,
  noProfileHidesInTheFile,
  everySharedOptionIsGiven,
  gasIsFree,
  thePoolIsOfOneKind,
  thePoolDoesNotJam,
  peersAreListedAndNotSearchedFor,
];

/** Names of options that were taken out of Besu, or go with the next version; a name ending in - means all that start so. */
const GONE: Record<string, string> = {
  "host-whitelist": "25.1; its name is host-allowlist",
  "miner-enabled": "25.12; validators seal by themselves",
  "miner-coinbase": "25.12; validators seal under the address of their key",
  "miner-stratum-": "25.7, with mining",
  "permissions-nodes-contract-": "25.6, with permissions on chain",
  "permissions-accounts-contract-": "25.6, with permissions on chain",
  "privacy-": "25.6, with private transactions",
  "tx-pool-disable-locals": "25.6; its name is tx-pool-no-local-priority",
  "Xsnapsync-bft-enabled": "25.7; it is always on",
  "p2p-tls-": "24.12, with TLS between peers",
  "Xp2p-tls-": "24.12, with TLS between peers",
  "pruning-": "24.5, with pruning of forest storage",
  "Xv5-discovery-enabled": "26.8",
  "min-block-occupancy-ratio": "the version after 26.8",
};

/** Options that every node must have, and have alike, with what a difference leads to. */
export const SHARED: Readonly<Record<string, string>> = {
  "rpc-gas-cap":
    "It bounds the call that reads the validators, so it is part of consensus: a node with less may fail to name them and halt.",
  "min-gas-price":
    "A validator that asks for a price leaves free transactions out of every block that it proposes.",
  "sync-mode":
    "A node that does not check every header against the validator contract accepts what others refuse.",
  "data-storage-format":
    "Nodes answer differently about old blocks, some of them wrongly, and data directories cannot be exchanged.",
  "tx-pool": "Transactions that one node takes are dropped by the next.",
  "tx-pool-max-size":
    "A node with the smaller pool drops what it has confirmed, and may fill with what can never run.",
  "tx-pool-limit-by-account-percentage": "Transactions that one node takes are dropped by the next.",
  "permissions-nodes-config-file-enabled": "One node without the list lets in whom the others keep out.",
  "permissions-accounts-config-file-enabled":
    "One validator without the list is a hole: what it puts into blocks all others import.",
  "discovery-enabled": "A node that searches for peers connects to strangers, which the others do not.",
};

/** Options that only one kind of transaction pool takes; given with the other, Besu does not start. */
const POOL_OPTIONS = {
  SEQUENCED: ["tx-pool-retention-hours", "tx-pool-limit-by-account-percentage", "tx-pool-max-size"],
  LAYERED: [
    "tx-pool-layer-max-capacity",
    "tx-pool-max-prioritized",
    "tx-pool-max-prioritized-by-type",
    "tx-pool-max-future-by-sender",
    "tx-pool-min-score",
    "tx-pool-enable-balance-check",
  ],
};

/** Least size of a sequenced pool that has not been seen to jam. */
const LEAST_POOL = 50_000;

function* everyOptionIsKnown(options: SourceFile): Iterable<Finding> {
  for (const name of options.keys()) {
    const [, since] = Object.entries(GONE).find(([gone]) => isCalled(name, gone)) ?? [];
    if (since !== undefined) {
      yield options.finding([name], {
        fault: `The option "${name}" is gone since ${since}.`,
        consequence: "Nodes refuse the file and do not start, now or with the next version.",
        cure: `Delete "${name}".`,
      });
    } else if (!besu.names.includes(name)) {
      yield options.finding([name], {
        fault: `Besu ${besu.version} has no option "${name}".`,
        consequence:
          "Nodes refuse the file and do not start; `besu validate-config` reports it with exit code 0.",
        cure: "Look the name up in `besu --help`.",
      });
    }
  }
}

function* noProfileHidesInTheFile(options: SourceFile): Iterable<Finding> {
  const profile = options.get("profile");
  if (profile === undefined) return;
  yield options.finding(["profile"], {
    fault: `The profile ${shown(profile)} is set in the file of options.`,
    consequence: "It is ignored there without a word: the node runs with the defaults of a public chain.",
    cure: "Delete it and give every option by itself.",
  });
  if (kindOfPool(options) === "LAYERED" && /ENTERPRISE|PRIVATE/i.test(String(profile))) {
    yield options.finding(["tx-pool"], profileBesideLayered(String(profile)));
  }
}

/** Words for a profile that brings options of the sequenced pool, beside the layered one. */
export function profileBesideLayered(profile: string): Words {
  return {
    fault: `The profile ${profile} brings a sequenced pool; the layered one is asked for beside it.`,
    consequence: "Once the profile takes effect, the node does not start.",
    cure: "Leave the profile out and give every option by itself.",
  };
}

function* everySharedOptionIsGiven(options: SourceFile): Iterable<Finding> {
  for (const [name, consequence] of Object.entries(SHARED)) {
    const isOfOtherPool = POOL_OPTIONS.SEQUENCED.includes(name) && kindOfPool(options) === "LAYERED";
    if (options.get(name) !== undefined || isOfOtherPool) continue;
    yield options.finding([name], {
      fault: `${name} is not given.`,
      consequence: `Each node takes the default of its version. ${consequence}`,
      cure: `Give ${name} here, for all nodes.`,
    });
  }
  if (options.get("sync-mode") !== undefined && !/^FULL$/i.test(String(options.get("sync-mode")))) {
    yield options.finding(["sync-mode"], {
      fault: `sync-mode is ${shown(options.get("sync-mode"))}; expected "FULL".`,
      consequence:
        "Only a full sync checks each block against the validator contract; others trust or do not start.",
      cure: 'Set sync-mode="FULL".',
    });
  }
}

function* gasIsFree(options: SourceFile): Iterable<Finding> {
  for (const name of ["min-gas-price", "tx-pool-min-gas-price"]) {
    const price = options.get(name);
    if (price === undefined || Number(price) === 0) continue;
    yield options.finding([name], {
      fault: `${name} is ${shown(price)}; expected 0.`,
      consequence: "Free transactions are left out or refused, and nobody has a balance to pay with.",
      cure: `Set ${name}=0 on every node.`,
    });
  }
  if (options.get("tx-pool-price-bump") === undefined) return;
  yield options.finding(["tx-pool-price-bump"], {
    fault: "tx-pool-price-bump is given; the base fee of this chain is zero.",
    consequence: 'Nodes do not start: "Price bump option is not compatible with zero base fee market".',
    cure: "Delete tx-pool-price-bump.",
  });
}

function* thePoolIsOfOneKind(options: SourceFile): Iterable<Finding> {
  const kind = kindOfPool(options);
  const other = kind === "LAYERED" ? "SEQUENCED" : "LAYERED";
  for (const name of POOL_OPTIONS[other].filter((each) => options.get(each) !== undefined)) {
    yield options.finding([name], {
      fault: `${name} belongs to the pool ${other}; the pool is ${kind}.`,
      consequence: "Nodes do not start: they refuse options of the other pool.",
      cure: `Delete ${name}, or set tx-pool="${other}" and delete the options of ${kind}.`,
    });
  }
}

function* thePoolDoesNotJam(options: SourceFile): Iterable<Finding> {
  const size = Number(options.get("tx-pool-max-size") ?? 4096);
  if (kindOfPool(options) === "LAYERED" || size >= LEAST_POOL) return;
  yield options.finding(["tx-pool-max-size"], {
    fault: `The pool holds ${size} transactions; expected ${LEAST_POOL} or more.`,
    consequence:
      "A full pool drops what it has confirmed. After an overload every pool is full of transactions that can never " +
      "run, blocks stay empty for ever, and only stopping all nodes at once helps.",
    cure: `Set tx-pool-max-size=${LEAST_POOL}.`,
  });
}

function* peersAreListedAndNotSearchedFor(options: SourceFile): Iterable<Finding> {
  for (const name of ["permissions-nodes-config-file-enabled", "permissions-accounts-config-file-enabled"]) {
    if (options.get(name) === undefined || options.get(name) === true) continue;
    yield options.finding([name], {
      fault: `${name} is ${shown(options.get(name))}.`,
      consequence: SHARED[name] ?? "",
      cure: `Set ${name}=true.`,
    });
  }
}

function kindOfPool(options: SourceFile): "LAYERED" | "SEQUENCED" {
  const kind = options.get("tx-pool");
  return kind === undefined || /^layered$/i.test(String(kind)) ? "LAYERED" : "SEQUENCED";
}

function isCalled(name: string, gone: string): boolean {
  return gone.endsWith("-") ? name.startsWith(gone) : name === gone;
}
