import type { BundleParts } from "./bundle.ts";

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

/** What one check finds in one part of a bundle; the name of the check is what must hold. */
export type Check<PartT> = (part: PartT, bundle: BundleParts) => Iterable<Finding> | AsyncIterable<Finding>;
