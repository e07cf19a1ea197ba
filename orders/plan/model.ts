/** A line of demand that is not covered yet. Quantities are thousandths of the article's unit. */
export interface Needed {
  readonly id: number;
  /** Article and place together: what lies there covers it. */
  readonly place: string;
  /** More than 0. */
  readonly openMilli: bigint;
  /** Seconds since 1970, UTC. */
  readonly neededBy: number;
}

/** A promise that can be called off. */
export interface Offered {
  readonly id: number;
  readonly demandId: number;
  readonly supplier: number;
  /** What of it is neither delivered nor ordered. */
  readonly openMilli: bigint;
  /** It is sold in multiples of this. */
  readonly lotMilli: bigint;
  readonly promisedFor: number;
  readonly unitPriceMinor: bigint;
}

/** Own stock at a place. */
export interface InStock {
  /** Article and place together; each appears once. */
  readonly place: string;
  readonly quantityMilli: bigint;
}

/** What a plan is made of: one buyer's, in one currency. */
export interface Material {
  readonly demands: readonly Needed[];
  readonly promises: readonly Offered[];
  readonly stocks: readonly InStock[];
}

const SECONDS_PER_DAY = 86_400;

/** Days begun after the demand's date at which a promise comes. */
export function latenessDays({ promisedFor }: Offered, neededBy: number): bigint {
  return promisedFor <= neededBy ? 0n : BigInt(Math.ceil((promisedFor - neededBy) / SECONDS_PER_DAY));
}

/** Most lots of a promise that can be called off. */
export function mostLots({ openMilli, lotMilli }: Offered): bigint {
  return openMilli / lotMilli;
}
