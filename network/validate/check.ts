import type { BundleParts } from "./bundle.ts";
import type { Finding } from "./finding.ts";

/** What one check finds in one part of a bundle; the name of the check is what must hold. */
export type Check<PartT> = (part: PartT, bundle: BundleParts) => Iterable<Finding> | AsyncIterable<Finding>;
