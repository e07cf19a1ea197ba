import type { Signer, TypedDataField } from "ethers";
import { providerOf } from "../consortium/connect.ts";
import { signingDomain } from "../consortium/signatures.ts";
import type { WarehouseReceipts } from "../generated/contracts/index.ts";

/** Name in the EIP-712 domain of warehouse receipts. */
export const RECEIPTS_NAME = "Guildhall WarehouseReceipts";

/** EIP-712 type of what the taker of goods signs. */
export const DELIVERY_TYPES = {
  DeliveryReceipt: [
    { name: "id", type: "uint256" },
    { name: "surrenderId", type: "bytes32" },
    { name: "quantity", type: "uint256" },
    { name: "evidenceDigest", type: "bytes32" },
  ],
} as const satisfies Record<string, TypedDataField[]>;

/** Goods that were handed out. */
export interface DeliveryReceipt {
  /** Id of the warehouse receipt. */
  readonly id: bigint;
  readonly surrenderId: string;
  /** In minor units of measure. */
  readonly quantity: bigint;
  /** Digest of the delivery note. */
  readonly evidenceDigest: string;
}

/** Signs as the taker that it received the goods; the warehouse records it with `deliver`. */
export async function signDelivery(
  signer: Signer,
  receipts: WarehouseReceipts,
  delivery: DeliveryReceipt,
): Promise<string> {
  const { chainId } = await providerOf(receipts.runner).getNetwork();
  return signer.signTypedData(
    signingDomain(RECEIPTS_NAME, chainId, await receipts.getAddress()),
    { DeliveryReceipt: [...DELIVERY_TYPES.DeliveryReceipt] },
    delivery,
  );
}
