/** A transaction pool to be compared: its options in besu.toml. */
export const POOLS = {
  LAYERED: { "tx-pool": "LAYERED" },
  SEQUENCED: {
    "tx-pool": "SEQUENCED",
    "tx-pool-max-size": 50_000,
    "tx-pool-limit-by-account-percentage": 0.15,
  },
} as const;

/** Name of a pool. */
export type PoolName = keyof typeof POOLS;

/**
 * Gas limits of a block. The lowest is near the least that an alliance's file allows: what Besu asks the validator
 * contract with must fit into a block.
 */
export const GAS_LIMITS = [17_000_000, 30_000_000, 60_000_000] as const;

/**
 * What is offered, as a share of the rate at which the network was found saturated, and by how many accounts. Each load has
 * accounts of its own, so that what one leaves behind does not hold back the next.
 */
export const LOADS = {
  half: { share: 0.5, accounts: 40 },
  full: { share: 1, accounts: 60 },
  twice: { share: 2, accounts: 80 },
} as const;

/** Name of a load. */
export type LoadName = keyof typeof LOADS;

/** Brings the virtual machines of the nodes up to speed, whose first thousand transactions take many times as long. */
export const WARM_UP = { tps: 100, seconds: 12, accounts: 40 };

/** More than any of the networks takes: how fast it works this off is where it is saturated. */
export const BURST = { tps: 300, seconds: 8 };

/** How long a measured load lasts, and how long after the last inclusion the rest is given up. */
export const MEASURED = { seconds: 20, drainSeconds: 30 };

/** One network: four validators and a node that serves JSON-RPC. */
export interface Setup {
  pool: PoolName;
  gasLimit: number;
}

/** Every network of the comparison. */
export const SETUPS: readonly Setup[] = (Object.keys(POOLS) as PoolName[]).flatMap((pool) =>
  GAS_LIMITS.map((gasLimit) => ({ pool, gasLimit })),
);
