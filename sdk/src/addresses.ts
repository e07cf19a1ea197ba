/** Where the rooms stand on one network. */
export interface NetworkAddresses {
  readonly chainId: number;
  /** Address by name in the directory, such as `payments.escrow`. */
  readonly contracts: Readonly<Record<string, string>>;
}

export { addresses } from "./generated/addresses.ts";
