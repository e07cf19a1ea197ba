import type { Sent } from "@guildhall/sdk";
import type { Interface, Result } from "ethers";

/**
 * The arguments of an event that a transaction left, so that a number is told as it was given out and not as it was expected.
 *
 * @throws Error when it left none of that name.
 */
export function eventOf(
  { receipt }: Sent,
  contract: { readonly interface: Interface },
  name: string,
): Result {
  for (const log of receipt.logs) {
    const parsed = contract.interface.parseLog(log);
    if (parsed?.name === name) return parsed.args;
  }
  throw new Error(`Transaction ${receipt.hash} left no event ${name}.`);
}
