/**
 * Validators that must agree on a block: ⌈2n/3⌉ of n, as QBFT counts.
 *
 * @param validators Length of the list, duplicates counted, as Besu counts it.
 */
export function quorumOf(validators: number): number {
  return Math.ceil((2 * validators) / 3);
}

/** Validators that may fail together without stopping the chain: n less the quorum. */
export function mayFail(validators: number): number {
  return validators - quorumOf(validators);
}
