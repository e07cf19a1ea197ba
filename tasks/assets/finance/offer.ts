import { writeFile } from "node:fs/promises";
import {
  type ClaimHolder,
  checkFinancingOffer,
  connectFinancing,
  type FinancingOffer,
  formatFinancingOffer,
  freeOfferNonce,
  signFinancingOffer,
} from "@guildhall/sdk/assets";
import { parseMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { parseCount, required } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { accountNamed, amountIn, type Money } from "../../lib/money.ts";
import { record } from "../../lib/output.ts";
import { parseShare } from "../../lib/shares.ts";
import { signerOf } from "../../lib/signers.ts";
import { now } from "../lib/bills.ts";
import { offerView } from "../lib/financing.ts";
import { amountOf, findClaim } from "../lib/found.ts";
import { allowMore, minorIn, moneyAt } from "../lib/money.ts";
import { later, offerEnd, requireBank } from "../lib/offers.ts";
import { findReceipt, quantityIn } from "../lib/receipts.ts";

interface Arguments {
  claim: string;
  to: string | undefined;
  units: string | undefined;
  room: string | undefined;
  until: string | undefined;
  out: string | undefined;
  nonce: string | undefined;
  bank: string | undefined;
  price: string | undefined;
  buyBackUntil: string | undefined;
  buyBackPrice: string | undefined;
  principal: string | undefined;
  due: string | undefined;
  advance: string | undefined;
  value: string | undefined;
  fee: string | undefined;
  rate: string | undefined;
  overdueRate: string | undefined;
  graceDays: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  if ((args.price === undefined) === (args.principal === undefined)) {
    throw new TaskError("An offer buys or lends.", "Give either --price or --principal.");
  }
  const out = required("out", args.out);
  const claim = await claimOf(context, args);
  const money = await moneyOfOffer(context, args, claim.money);
  const signer = await signerOf(context, args.as, "operator");
  await requireBank(context, signer);
  const financing = await connectFinancing(context.alliance);
  const [bank, time] = await Promise.all([signer.getAddress(), now(context)]);
  const common = {
    ...claim.offered,
    bank,
    token: await money.token.getAddress(),
    nonce:
      args.nonce === undefined
        ? await freeOfferNonce(financing, bank)
        : BigInt(parseCount("nonce", args.nonce)),
    expiresAt: offerEnd(args.until, time),
  };
  if (args.principal !== undefined && args.value === undefined && claim.money?.address !== common.token) {
    throw new TaskError(
      "Units that are not paid in the money of the loan have no value in it by themselves.",
      "Give what they are taken to be worth: --value.",
    );
  }
  const document = await signFinancingOffer(signer, financing, offerOf(args, money, common, time));
  await allowMore(signer, money, document.financing, money.amountMinor);
  await writeFile(out, formatFinancingOffer(document));
  const id = await checkFinancingOffer(financing, document);
  const view = { ...offerView(await context.readState(), document, money), ...claim.view, id, file: out };
  return { data: view, text: `Signed an offer.\n${record(view)}` };
});

/** The amount that is offered, in the money of the claim where that has its currency and no other bank is named. */
async function moneyOfOffer(
  context: Context,
  { price, principal, bank }: Arguments,
  claimed: { readonly currency: string; readonly address: string } | undefined,
): Promise<Money & { readonly amountMinor: bigint }> {
  const text = price ?? required("principal", principal);
  const { currency, amountMinor } = parseMoney(text);
  if (bank !== undefined || currency !== claimed?.currency) return amountIn(context, text, bank);
  return { ...(await moneyAt(context.alliance, claimed.address)), amountMinor };
}

type Common = Awaited<ReturnType<typeof claimOf>>["offered"] & {
  bank: string;
  token: string;
  nonce: bigint;
  expiresAt: number;
};

function offerOf(
  args: Arguments,
  money: Money & { readonly amountMinor: bigint },
  { holder, ...common }: Common,
  time: number,
): FinancingOffer {
  const minor = (text: string | undefined) => (text === undefined ? 0n : minorIn(money, text));
  const bps = (name: string, text: string | undefined, otherwise: number) =>
    text === undefined ? otherwise : parseShare(name, text);
  if (args.price !== undefined) {
    const terms = {
      ...common,
      seller: holder,
      priceMinor: money.amountMinor,
      buyBackUntil: args.buyBackUntil === undefined ? 0 : later("buy-back-until", args.buyBackUntil, time),
      buyBackPriceMinor: minor(args.buyBackPrice),
    };
    return { kind: "discount", terms };
  }
  const rateBps = bps("--rate", args.rate, 0);
  const terms = {
    ...common,
    borrower: holder,
    principalMinor: money.amountMinor,
    valueMinor: minor(args.value),
    advanceBps: bps("--advance", args.advance, 10_000),
    feeMinor: minor(args.fee),
    rateBps,
    overdueRateBps: bps("--overdue-rate", args.overdueRate, rateBps),
    dueAt: later("due", required("due", args.due), time),
    graceSeconds: (args.graceDays === undefined ? 0 : parseCount("grace-days", args.graceDays)) * 86_400,
  };
  return { kind: "loan", terms };
}

/** What an offer is about: the units, whose they are, what is unpaid on them. */
async function claimOf(context: Context, { claim, room = "receivables", units, to }: Arguments) {
  if (room === "receivables") {
    const found = await findClaim(context, claim);
    const holder = await freeHolder(context, found.claim.holders, to);
    const count = units === undefined ? holder.free : amountOf(found, units);
    const unpledged = holder.units - holder.pledged;
    // What the units received goes along in proportion, rounded down.
    const minUnpaidMinor = count - ((unpledged - holder.unpaidMinor) * count) / unpledged;
    const { currency, format } = found;
    const offered = { room, claimId: found.claim.id, units: count, holder: holder.account, minUnpaidMinor };
    const view = { amount: format(count), unpaid: format(minUnpaidMinor) };
    return { offered, view, money: { currency, address: found.claim.token } };
  }
  if (room === "warehouseReceipts") {
    const found = await findReceipt(context, claim);
    const holder = await freeHolder(context, found.receipt.holders, to);
    const count = units === undefined ? holder.free : quantityIn(found, units);
    const { id } = found.receipt;
    const offered = { room, claimId: id, units: count, holder: holder.account, minUnpaidMinor: 0n };
    return { offered, view: { amount: found.format(count) }, money: undefined };
  }
  throw new TaskError(
    `The room "${room}" keeps no claims that are financed here.`,
    "Give --room receivables or --room warehouseReceipts; bills have `bill discount-offer`.",
  );
}

/** The only holder with free units, or the one that is named, with how many are free. */
async function freeHolder<Holder extends ClaimHolder>(
  context: Context,
  holders: readonly Holder[],
  to: string | undefined,
): Promise<Holder & { readonly free: bigint }> {
  const named = to === undefined ? undefined : await accountNamed(context, to);
  const [holder, second] = holders
    .map((each) => ({ ...each, free: each.units - each.pledged - each.frozen }))
    .filter(({ free, account }) => free > 0n && (named === undefined || account === named));
  if (holder !== undefined && second === undefined) return holder;
  throw new TaskError(
    holder === undefined ? "No units are free there." : "Several accounts hold free units.",
    "Name the holder with --to; `asset show` or `receipt show` lists them.",
  );
}
