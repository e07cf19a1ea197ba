/** What is wrong, what it would have led to, and what to do about it. */
export interface Words {
  fault: string;
  /** What a running network would have suffered from it. */
  consequence: string;
  cure: string;
}

/** A fault in a file of a bundle. */
export interface Finding extends Words {
  /** Relative to the bundle's folder. */
  file: string;
  /** 1-based, where the fault has a place. */
  line?: number | undefined;
  /** Such as `config.qbft.blockperiodseconds`. */
  field?: string | undefined;
}
