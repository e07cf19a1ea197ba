import { send, TransactionRefused } from "@guildhall/sdk";
import type { ContractTransaction, Signer } from "ethers";
import { Unexpected } from "../lib/expectation.ts";

/**
 * Sends what a contract must refuse.
 *
 * @param error Name of the error that it must give.
 * @throws Unexpected when it takes it, or refuses it for another reason.
 */
export async function refuses(
  signer: Signer,
  error: string,
  request: Promise<ContractTransaction>,
): Promise<string> {
  const found = await request
    .then((call) => send(signer, call))
    .then(
      () => "nothing",
      (cause: unknown) => {
        if (cause instanceof TransactionRefused) return cause.explained.name;
        throw cause;
      },
    );
  if (found === error) return error;
  throw new Unexpected(`It was to be refused with ${error}; what came was ${found}.`);
}
