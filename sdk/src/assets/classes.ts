import { mapConcurrently } from "../common/concurrency.ts";
import type { AssetClasses } from "../generated/contracts/index.ts";

/** A class of claims, see `IAssetClasses`. */
export interface AssetClassRecord {
  readonly classId: number;
  /** Number of the organisation that released it. */
  readonly sponsor: number;
  readonly closed: boolean;
  readonly token: string;
  readonly graceSeconds: number;
  readonly tierLimit: number;
  /** Bits of `CAPABILITIES`; an issuer has one of them at least, zero means any. */
  readonly issuerCapabilities: number;
  readonly holderCapabilities: number;
  readonly rulesDigest: string;
}

/** One class. */
export async function readAssetClass(classes: AssetClasses, classId: number): Promise<AssetClassRecord> {
  const { rules, sponsor, closed } = await classes.classOf(classId);
  return {
    classId,
    sponsor: Number(sponsor),
    closed,
    token: rules.token,
    graceSeconds: Number(rules.graceSeconds),
    tierLimit: Number(rules.tierLimit),
    issuerCapabilities: Number(rules.issuerCapabilities),
    holderCapabilities: Number(rules.holderCapabilities),
    rulesDigest: rules.rulesDigest,
  };
}

/** All classes, in the order of their numbers. */
export async function readAssetClasses(classes: AssetClasses): Promise<AssetClassRecord[]> {
  const count = Number(await classes.classCount());
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  return mapConcurrently(ids, (classId) => readAssetClass(classes, classId));
}
