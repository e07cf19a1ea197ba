import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { Future, NamedArtifactContractDeploymentFuture } from "@nomicfoundation/ignition-core";
import { directoryNameOf, type PaymentsPlan } from "../payments/plan.ts";

/**
 * What the room of payments deploys, one contract after the other, since a node may hold few transactions of one sender: the
 * banks' money, the exchange, the escrow and netting. All are in force when the alliance votes them into the directory; each
 * issuer then admits the contracts that may hold its money (`token admit`).
 */
export function paymentsModule({ tokens, netting }: PaymentsPlan) {
  return buildModule("Payments", (m) => {
    const registry = m.getParameter<string>("registry");
    const money: Record<string, NamedArtifactContractDeploymentFuture<string>> = {};
    const after: Future[] = [];
    for (const token of tokens) {
      const { currency, issuer, exponent, name, symbol } = token;
      const contract = m.contract("SettlementToken", [registry, issuer, currency, exponent, name, symbol], {
        id: `${currency}_${issuer}`,
        after: after.slice(-1),
      });
      after.push(contract);
      money[directoryNameOf(token)] = contract;
    }
    const currencyExchange = m.contract("CurrencyExchange", [], { after: after.slice(-1) });
    const paymentEscrow = m.contract("PaymentEscrow", [registry, currencyExchange], {
      after: [currencyExchange],
    });
    const currencies = netting.currencies.map(({ weight, ...token }) => {
      const contract = money[directoryNameOf(token)];
      if (contract === undefined)
        throw new Error(`The plan nets ${directoryNameOf(token)} and does not issue it.`);
      return { token: contract, weight };
    });
    const schedule = {
      periodSeconds: netting.cutOffEverySeconds,
      offsetSeconds: netting.cutOffOffsetSeconds,
      proposalSeconds: netting.proposalSeconds,
      turnSeconds: netting.turnSeconds,
      lifetimeCycles: netting.lifetimeCycles,
    };
    const nettingCycle = m.contract("NettingCycle", [registry, currencies, schedule], {
      after: [paymentEscrow],
    });
    return { ...money, currencyExchange, paymentEscrow, nettingCycle };
  });
}
