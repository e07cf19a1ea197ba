import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { ContractFuture } from "@nomicfoundation/ignition-core";
import type { TokenPlan } from "../payments/token-plans.ts";

/**
 * What the payments room deploys: the money of each bank, and the exchange. Each waits for the one before it, since a node may
 * hold only four transactions of one account at a time.
 */
export function paymentsModule(tokens: readonly TokenPlan[]) {
  return buildModule("Payments", (m) => {
    const registry = m.getParameter<string>("registry");
    const deployed: Record<string, ContractFuture<string>> = {};
    let after: ContractFuture<string>[] = [];
    const deploy = (key: string, contract: string, args: (string | number | typeof registry)[]) => {
      const future = m.contract(contract, args, { id: key, after });
      deployed[key] = future;
      after = [future];
    };
    for (const token of tokens) {
      const { issuer, currency, exponent, name, symbol } = token;
      deploy(keyOf(token), "SettlementToken", [registry, issuer, currency, exponent, name, symbol]);
    }
    deploy("currencyExchange", "CurrencyExchange", []);
    return deployed;
  });
}

/** How the module calls the contract of a money. */
export function keyOf({ currency, issuer }: TokenPlan): string {
  return `token_${currency}_${issuer}`;
}
