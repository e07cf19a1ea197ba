import { writeFile } from "node:fs/promises";
import {
  checkFinancingOffer,
  connectFinancing,
  type FinancingOffer,
  formatFinancingOffer,
  freeOfferNonce,
  signFinancingOffer,
} from "@guildhall/sdk/assets";
import { DEFAULT_VALIDITY } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseCount, parseTime, required } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { accountNamed, amountIn, type Money } from "../../lib/money.ts";
import { record } from "../../lib/output.ts";
import { parseShare } from "../../lib/shares.ts";
import { signerOf } from "../../lib/signers.ts";
import { now } from "../lib/bills.ts";
import { offerView } from "../lib/financing.ts";
import { amountOf, findClaim } from "../lib/found.ts";
import { allowMore, minorIn } from "../lib/money.ts";

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
  const money = await amountIn(context, args.price ?? required("principal", args.principal), args.bank);
  const signer = await signerOf(context, args.as, "operator");
  const financing = await connectFinancing(context.alliance);
  const bank = await signer.getAddress();
  const common = {
    ...(await claimOf(context, args)),
    bank,
    token: await money.token.getAddress(),
    nonce:
      args.nonce === undefined
        ? await freeOfferNonce(financing, bank)
        : BigInt(parseCount("nonce", args.nonce)),
    expiresAt:
      args.until === undefined
        ? (await now(context)) + Number(DEFAULT_VALIDITY)
        : parseTime("until", args.until),
  };
  const document = await signFinancingOffer(signer, financing, offerOf(args, money, common));
  await allowMore(signer, money, document.financing, money.amountMinor);
  await writeFile(out, formatFinancingOffer(document));
  const id = await checkFinancingOffer(financing, document);
  const view = { ...offerView(await context.readState(), document, money), id, file: out };
  return { data: view, text: `Signed an offer.\n${record(view)}` };
});

type Common = Awaited<ReturnType<typeof claimOf>> & {
  bank: string;
  token: string;
  nonce: bigint;
  expiresAt: number;
};

function offerOf(
  args: Arguments,
  money: Money & { readonly amountMinor: bigint },
  { holder, ...common }: Common,
): FinancingOffer {
  const minor = (text: string | undefined) => (text === undefined ? 0n : minorIn(money, text));
  const bps = (name: string, text: string | undefined, otherwise: number) =>
    text === undefined ? otherwise : parseShare(name, text);
  if (args.price !== undefined) {
    const terms = {
      ...common,
      seller: holder,
      priceMinor: money.amountMinor,
      buyBackUntil: args.buyBackUntil === undefined ? 0 : parseTime("buy-back-until", args.buyBackUntil),
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
    dueAt: parseTime("due", required("due", args.due)),
    graceSeconds: (args.graceDays === undefined ? 0 : parseCount("grace-days", args.graceDays)) * 86_400,
  };
  return { kind: "loan", terms };
}

/** Which units, whose, and what is unpaid on them. */
async function claimOf(context: Context, { claim, room = "receivables", units, to }: Arguments) {
  if (room !== "receivables") {
    const holder = await accountNamed(context, required("to", to));
    const count = BigInt(parseCount("units", required("units", units), 1));
    return { room, claimId: BigInt(claim), units: count, holder, minUnpaidMinor: 0n };
  }
  const found = await findClaim(context, claim);
  const free = found.claim.holders.filter(({ units: all, pledged, frozen }) => all > pledged + frozen);
  const named = to === undefined ? undefined : await accountNamed(context, to);
  const holders = free.filter(({ account }) => named === undefined || account === named);
  const [holder, second] = holders;
  if (holder === undefined || second !== undefined) {
    throw new TaskError(
      holder === undefined ? "No units are free there." : "Several accounts hold free units.",
      "Name the holder with --to; `asset show` lists them.",
    );
  }
  const most = holder.units - holder.pledged - holder.frozen;
  const count = units === undefined ? most : amountOf(found, units);
  const unpledged = holder.units - holder.pledged;
  // What the units received goes along in proportion, rounded down.
  const minUnpaidMinor = count - ((unpledged - holder.unpaidMinor) * count) / unpledged;
  return { room, claimId: found.claim.id, units: count, holder: holder.account, minUnpaidMinor };
}
