import type { BaseWallet } from "ethers";
import type { Member } from "../../network/alliance.ts";
import type { Context } from "../../tasks/lib/context.ts";
import { governAlliance } from "./chapters/consortium.ts";
import { keepGoods } from "./chapters/goods.ts";
import { moveMoney } from "./chapters/payments.ts";
import { tradeGoods } from "./chapters/trade.ts";
import type { Diary } from "./diary.ts";

/** Who and what the day needs besides the alliance itself. */
export interface Cast {
  /** The organisation that asks to be admitted. */
  applicant: Member;
  /** Key and endpoint of the node that the newcomer will seal blocks with. */
  node: { key: BaseWallet; endpoint: string };
  /** Account that takes over from an admin whose key is rotated; its key must be at hand. */
  freshAccount: string;
}

/**
 * A day in the life of the consortium, on the chain of `context`, one chapter per room. Every step checks what it brought
 * about.
 *
 * @throws When a step does not hold.
 */
export async function liveThroughADay(context: Context, cast: Cast, diary: Diary): Promise<void> {
  await governAlliance(context, cast, diary);
  await moveMoney(context, diary);
  await tradeGoods(context, diary);
  await keepGoods(context, diary);
}
