import type { Context } from "../../tasks/lib/context.ts";
import type { Cast } from "./cast.ts";
import { governAlliance } from "./chapters/consortium.ts";
import { keepGoods } from "./chapters/goods.ts";
import { moveMoney } from "./chapters/payments.ts";
import { tradeGoods } from "./chapters/trade.ts";
import type { Diary } from "./diary.ts";

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
