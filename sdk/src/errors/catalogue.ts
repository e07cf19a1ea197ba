/** A custom error as the catalogue knows it. */
export interface CataloguedError {
  /** First four bytes of the keccak256 of the signature, `0x` and 8 hex digits. */
  readonly selector: string;
  readonly name: string;
  /** Name and types, such as `Directory_UnknownName(bytes32)`. */
  readonly signature: string;
  readonly inputs: readonly CataloguedInput[];
  /** The contract or interface that declares it. */
  readonly contract: string;
  /** Why the contract refuses. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** One argument of a custom error. */
export interface CataloguedInput {
  readonly name: string;
  /**
   * ABI type, such as `uint32`; a struct with its fields, such as `tuple(uint16 floor, uint32 probation)`.
   */
  readonly type: string;
  /** Solidity type, such as `OrgId` or `enum IConsortiumRegistry.Status`. */
  readonly internalType: string;
}
