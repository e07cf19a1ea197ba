import { type Sent, send } from "@guildhall/sdk";
import type { ContractTransaction, Signer } from "ethers";
import { type Output, record } from "./output.ts";

/** Sends one call and says what it did; a refusal by the contract is explained before anything is sent. */
export async function sendAs(
  signer: Signer,
  call: Promise<ContractTransaction>,
  did: string,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<Output> {
  const sent = await send(signer, await call);
  return report(did, sent, facts);
}

/** What is said of a transaction that was mined. */
export function report(did: string, sent: Sent, facts: Readonly<Record<string, unknown>> = {}): Output {
  const details = { ...facts, transaction: sent.hash, block: sent.blockNumber, gas: sent.gasUsed };
  return { data: { done: did, ...details }, text: `${did}\n${record(details)}` };
}
