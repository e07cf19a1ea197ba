import { type Finding, NETWORK } from "../finding.ts";
import { type Case, isQbft } from "./case.ts";

/** Gas is free on this chain; whatever asks for a price keeps accounts without a balance out. */
export function examineFees(given: Case): Finding[] {
  if (!isQbft(given)) return [];
  const { nodes, reference } = given.second;
  const asking = nodes.flatMap(({ target, gasPrice }): Finding[] =>
    gasPrice === undefined || gasPrice === 0n ? [] : [priceAsked(target.name, gasPrice)],
  );
  const { baseFee = 0n, number } = reference?.head ?? {};
  return baseFee === 0n ? asking : [...asking, feeCharged(baseFee, number)];
}

function priceAsked(where: string, gasPrice: bigint): Finding {
  return {
    name: "gas-price",
    severity: "broken",
    where,
    evidence: `eth_gasPrice is ${gasPrice} wei`,
    cause: "The node wants a price: as a validator it leaves free transactions out of its blocks.",
    cure: "Start it with --min-gas-price=0, as in the bundle's besu.toml.",
    runbook: "read-the-doctor",
  };
}

function feeCharged(baseFee: bigint, number: number | undefined): Finding {
  return {
    name: "base-fee",
    severity: "broken",
    where: NETWORK,
    evidence: `block ${number} has a base fee of ${baseFee} wei`,
    cause: "The genesis file lacks zeroBaseFee, so the fee creeps up with each full block.",
    cure: "It cannot be mended in place: a new network needs a file of `genesis build`.",
    runbook: "read-the-doctor",
  };
}
