import type { Provider } from "ethers";
import type { Artifact, ArtifactManager } from "hardhat/types/artifacts";
import { PREDEPLOY_CONTRACTS } from "../predeploys.ts";

/** Contract that a name in the directory stands for, but for money. */
const CONTRACTS: Readonly<Record<string, string>> = {
  ...PREDEPLOY_CONTRACTS,
  sessionJournal: "SessionJournal",
  currencyExchange: "CurrencyExchange",
  paymentEscrow: "PaymentEscrow",
  nettingCycle: "NettingCycle",
  assetClasses: "AssetClasses",
  claimRegistry: "ClaimRegistry",
  receivables: "Receivables",
  bills: "Bills",
  titles: "Titles",
  warehouseReceipts: "WarehouseReceipts",
  financing: "Financing",
  orderBook: "OrderBook",
  materialsPlan: "MaterialsPlan",
};

/** How the code at an address compares with this source tree. */
export interface Verdict {
  name: string;
  contract: string;
  address: string;
  verdict: "same code" | "other code" | "no code" | "unknown name";
}

/** Contract that a name in the directory stands for; undefined if this source tree knows none. */
export function contractNamed(name: string): string | undefined {
  return name.startsWith("token:") ? "SettlementToken" : CONTRACTS[name];
}

/** Compares the code behind each entry with its artifact, leaving out immutables, which constructors fill in. */
export async function verifyCode(
  artifacts: ArtifactManager,
  provider: Provider,
  entries: ReadonlyMap<string, string>,
): Promise<Verdict[]> {
  return Promise.all(
    [...entries].map(async ([name, address]): Promise<Verdict> => {
      const contract = contractNamed(name);
      if (contract === undefined) return { name, contract: "", address, verdict: "unknown name" };
      const [artifact, code] = await Promise.all([
        artifacts.readArtifact(contract),
        provider.getCode(address),
      ]);
      if (code === "0x") return { name, contract, address, verdict: "no code" };
      const same =
        withoutImmutables(artifact, code) === withoutImmutables(artifact, artifact.deployedBytecode);
      return { name, contract, address, verdict: same ? "same code" : "other code" };
    }),
  );
}

function withoutImmutables({ immutableReferences = {} }: Artifact, code: string): string {
  const digits = code.toLowerCase().split("");
  for (const { start, length } of Object.values(immutableReferences).flat()) {
    digits.fill("0", 2 + 2 * start, 2 + 2 * (start + length));
  }
  return digits.join("");
}
