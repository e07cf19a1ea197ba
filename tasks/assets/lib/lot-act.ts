import type { Bills } from "@guildhall/sdk";
import type { ContractTransaction } from "ethers";
import { action } from "../../lib/action.ts";
import { sendAs } from "../../lib/sending.ts";
import { lotToActOn } from "./bills.ts";

interface Arguments {
  lot: string;
  as: string | undefined;
}

/** The action of a task that does one thing with a lot and needs nothing else. */
export function lotAct(call: (bills: Bills, lotId: bigint) => Promise<ContractTransaction>, did: string) {
  return action<Arguments>(async (args, context) => {
    const { bills, lot, signer } = await lotToActOn(context, args.lot, args.as);
    return sendAs(signer, call(bills, lot.id), `Lot ${lot.name} ${did}.`, { lot: lot.name });
  });
}
