import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import type { PaymentsPlan } from "../payments/plan.ts";
import assets from "./assets.ts";
import consortium from "./consortium.ts";
import orders from "./orders.ts";
import { paymentsModule } from "./payments.ts";

/** Every room in one deployment, so that one journal tells what is done. Results are named as in the directory. */
export function allianceModule(plan: PaymentsPlan) {
  const payments = paymentsModule(plan);
  return buildModule("Alliance", (m) => ({
    ...m.useModule(consortium),
    ...m.useModule(payments),
    ...m.useModule(assets),
    ...m.useModule(orders),
  }));
}
