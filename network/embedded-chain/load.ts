import { toQuantity } from "ethers";
import type { Alloc } from "../genesis/besu.ts";

/** As much of an EIP-1193 provider as this room needs. */
export interface Provider {
  request(request: { method: string; params?: unknown[] }): Promise<unknown>;
}

/** Puts the accounts of a genesis into a simulated chain that has no other blocks yet. */
export async function loadAlloc(provider: Provider, alloc: Alloc): Promise<void> {
  for (const [address, { code, nonce, storage }] of Object.entries(alloc)) {
    await provider.request({ method: "hardhat_setCode", params: [address, code] });
    await provider.request({ method: "hardhat_setNonce", params: [address, nonce] });
    for (const [slot, value] of Object.entries(storage)) {
      await provider.request({ method: "hardhat_setStorageAt", params: [address, toQuantity(slot), value] });
    }
  }
}
