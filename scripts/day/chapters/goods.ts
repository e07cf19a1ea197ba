import { send } from "@guildhall/sdk";
import {
  connectAssetClasses,
  connectBills,
  connectReceipts,
  DOCUMENT_KINDS,
  lotIdOf,
  type ReceiptTerms,
  signDelivery,
} from "@guildhall/sdk/assets";
import { encodeBytes32String, id, type Signer, ZeroAddress } from "ethers";
import { parseMoney } from "../../../payments/money.ts";
import type { Context } from "../../../tasks/lib/context.ts";
import { findMember } from "../../../tasks/lib/members.ts";
import { signerOf } from "../../../tasks/lib/signers.ts";
import { require } from "../../lib/expectation.ts";
import type { Diary, Note } from "../diary.ts";
import { allow, DAY, issueTo, now, tokenOf } from "../money.ts";

const SITE = "Meridian, shed 4";
/** Kilograms to the gram. */
const KILOGRAM = 1000n;

/** A bill is endorsed and comes back by recourse; goods in store lose weight, and whoever holds them bears its part. */
export async function keepGoods(context: Context, diary: Diary): Promise<void> {
  await diary.step("A bill that Orion Motors refuses goes back the way it came", (note) =>
    returnBill(context, note),
  );
  await diary.step("A warehouse counts again, and hands out what is there", (note) =>
    countAgain(context, note),
  );
}

/** Kappa draws it, Meridian and Jade Bank take it; each that is called pays the one after it. */
async function returnBill(context: Context, note: Note): Promise<void> {
  const bills = await connectBills(context.alliance);
  const token = await tokenOf(context, "EUR", "aurum-bank");
  const state = await context.readState();
  const [orion, kappa, meridian, jade] = await signersOf(context, [
    "orion-motors",
    "kappa-fasteners",
    "meridian-logistics",
    "jade-bank",
  ]);
  const amountMinor = parseMoney("7500.00 EUR").amountMinor;
  const maturesAt = (await now(context)) + 60 * DAY;
  const terms = {
    drawee: findMember(state, "orion-motors").id,
    payee: await kappa.getAddress(),
    token: await token.getAddress(),
    amountMinor,
    maturesAt,
    presentUntil: maturesAt + 2 * DAY,
    place: "Rotterdam, Europe/Amsterdam",
  };
  const document = {
    kind: DOCUMENT_KINDS.bill,
    issuer: findMember(state, "kappa-fasteners").id,
    counterparty: terms.drawee,
    number: "KF20261",
  };
  note("Kappa draws", await send(kappa, await bills.draw.populateTransaction(terms, document)));
  const billId = Number(await bills.billCount());
  const lotId = lotIdOf({ bill: billId, lot: 1 });
  for (const [from, to] of [
    [kappa, meridian],
    [meridian, jade],
  ] as const) {
    const endorsing = bills.endorse.populateTransaction(lotId, await to.getAddress(), amountMinor, true);
    note("endorse", await send(from, await endorsing));
  }
  const grounds = id("castings rejected");
  note("Orion refuses", await send(orion, await bills.refuse.populateTransaction(billId, grounds)));
  note(
    "Jade Bank protests",
    await send(jade, await bills.protest.populateTransaction(lotId, id("protest 1"))),
  );
  for (const [alias, payer, creditor] of [
    ["meridian-logistics", meridian, jade],
    ["kappa-fasteners", kappa, meridian],
  ] as const) {
    await issueTo(context, alias, parseMoney("7500.00 EUR"), note);
    await allow(payer, token, bills);
    const before = await token.balanceOf(await creditor.getAddress());
    note(`call ${alias}`, await send(creditor, await bills.callRecourse.populateTransaction(lotId)));
    note(`${alias} pays`, await send(payer, await bills.honourRecourse.populateTransaction(lotId)));
    const received = (await token.balanceOf(await creditor.getAddress())) - before;
    require(received === amountMinor, "who was called paid the one after it");
  }
  const { holder } = await bills.lotOf(lotId);
  require(Number(holder) === document.issuer, "the bill is with its drawer again");
}

/** Two parts in a hundred are missing: more than the warehouse may write off alone. */
async function countAgain(context: Context, note: Note): Promise<void> {
  const receipts = await connectReceipts(context.alliance);
  const [meridian, clearview, kappa, orion] = await signersOf(context, [
    "meridian-logistics",
    "clearview-audit",
    "kappa-fasteners",
    "orion-motors",
  ]);
  const receiptId = await takeIn(context, note);
  note(
    "grade",
    await send(
      clearview,
      await receipts.grade.populateTransaction(receiptId, encodeBytes32String("8.8"), id("assay 12")),
    ),
  );
  const buyer = await orion.getAddress();
  const passing = receipts.transfer.populateTransaction(buyer, receiptId, 4000n * KILOGRAM);
  note("4,000 kg pass to Orion Motors", await send(kappa, await passing));
  const counted = 9800n * KILOGRAM;
  note(
    "the warehouse counts 9,800 kg",
    await send(meridian, await receipts.recount.populateTransaction(receiptId, counted, id("count 2"))),
  );
  require((await receipts.receiptOf(receiptId)).quantity === 10_000n * KILOGRAM, "one word is not enough");
  note(
    "the inspector confirms",
    await send(
      clearview,
      await receipts.confirmRecount.populateTransaction(receiptId, counted, id("count 2b")),
    ),
  );
  const share = await receipts.quantityOf(receiptId, buyer);
  require(share === 3920n * KILOGRAM, "the loss is everyone's in proportion");
  note("Orion Motors' 4,000 units stand for 3,920 kg");

  const units = 1000n * KILOGRAM;
  const surrendering = await receipts.surrender.populateTransaction(receiptId, units, buyer);
  const surrenderId = await receipts.surrender.staticCall(receiptId, units, buyer, { from: buyer });
  note("surrender 1,000 units", await send(orion, surrendering));
  const delivery = { id: receiptId, surrenderId, quantity: 980n * KILOGRAM, evidenceDigest: id("note 3") };
  const signature = await signDelivery(orion, receipts, delivery);
  const delivering = receipts.deliver.populateTransaction(
    receiptId,
    surrenderId,
    delivery.evidenceDigest,
    signature,
  );
  note("hand out 980 kg against a signature", await send(meridian, await delivering));
  const { quantity, delivered } = await receipts.receiptOf(receiptId);
  require(quantity + delivered === counted, "what was delivered and what is left are what was counted");
}

/** Ten tonnes of bolts, on a site that the auditor vouches for. */
async function takeIn(context: Context, note: Note): Promise<bigint> {
  const { alliance } = context;
  const [classes, receipts] = await Promise.all([connectAssetClasses(alliance), connectReceipts(alliance)]);
  const [meridian, clearview, kappa] = await signersOf(context, [
    "meridian-logistics",
    "clearview-audit",
    "kappa-fasteners",
  ]);
  const state = await context.readState();
  const warehouse = findMember(state, "meridian-logistics").id;
  const until = (await now(context)) + 365 * DAY;
  const attesting = receipts.attestSite.populateTransaction(warehouse, SITE, until, id("audit 17"));
  note("the auditor vouches for the site", await send(clearview, await attesting));
  const rules = {
    token: ZeroAddress,
    graceSeconds: 3 * DAY,
    tierLimit: 255,
    issuerCapabilities: 0,
    holderCapabilities: 0,
    rulesDigest: id("goods in store"),
  };
  note("release a class", await send(meridian, await classes.releaseClass.populateTransaction(rules)));
  const terms: ReceiptTerms = {
    classId: Number(await classes.classByRules(warehouse, rules.rulesDigest)),
    depositor: findMember(state, "kappa-fasteners").id,
    inspector: findMember(state, "clearview-audit").id,
    holder: await kappa.getAddress(),
    quantity: 10_000n * KILOGRAM,
    exponent: 3,
    storageUntil: until,
    tierLimit: rules.tierLimit,
    toleranceBps: 50,
    lot: "MW2026441",
    commodity: "BOLT-M8X40",
    unit: "kg",
    site: SITE,
    charges: "0.12 EUR per kg and month",
    evidenceDigest: id("intake 441"),
  };
  note("issue the receipt", await send(meridian, await receipts.issue.populateTransaction(terms)));
  return receipts.idOf(warehouse, terms.lot);
}

async function signersOf<const Aliases extends readonly string[]>(context: Context, aliases: Aliases) {
  const signers = await Promise.all(aliases.map((alias) => signerOf(context, alias, "operator")));
  return signers as unknown as { [Index in keyof Aliases]: Signer };
}
