import { send } from "@guildhall/sdk";
import {
  connectEscrow,
  connectExchange,
  connectNetting,
  encodeReference,
  freeQuoteNonce,
  NOTHING_AGREED,
  newUetr,
  type PaymentTerms,
  signQuote,
} from "@guildhall/sdk/payments";
import { id, type Signer } from "ethers";
import { parseMoney } from "../../../payments/money.ts";
import type { Context } from "../../../tasks/lib/context.ts";
import { findMember } from "../../../tasks/lib/members.ts";
import { signerOf } from "../../../tasks/lib/signers.ts";
import { require } from "../../lib/expectation.ts";
import type { Diary, Note } from "../diary.ts";
import { allow, DAY, issueTo, now, say, tokenOf } from "../money.ts";
import { netADay } from "./netting.ts";

/**
 * Money moves: banks issue it, a buyer pays across a border out of another currency, an arbiter divides what is in dispute,
 * and a day of obligations is netted.
 */
export async function moveMoney(context: Context, diary: Diary): Promise<void> {
  await diary.step("The banks issue money and admit who may hold it", (note) => issue(context, note));
  await diary.step("Orion Motors pays euros, Delta Castings is paid yuan", (note) =>
    payAcross(context, note),
  );
  await diary.step("An arbiter divides what Orion Motors and Kappa Fasteners dispute", (note) =>
    dispute(context, note),
  );
  await diary.step("A day of 1,000 obligations is netted", (note) => netADay(context, note));
}

async function issue(context: Context, note: Note): Promise<void> {
  const { alliance } = context;
  const escrow = await (await connectEscrow(alliance)).getAddress();
  const netting = await (await connectNetting(alliance)).getAddress();
  for (const [bank, currency] of [
    ["aurum-bank", "EUR"],
    ["jade-bank", "CNY"],
  ] as const) {
    const token = await tokenOf(context, currency, bank);
    const signer = await signerOf(context, bank, "operator");
    for (const custodian of [escrow, netting]) {
      note(
        `${bank} admits a custodian`,
        await send(signer, await token.admitCustodian.populateTransaction(custodian)),
      );
    }
  }
  await issueTo(context, "orion-motors", parseMoney("500000.00 EUR"), note);
  await issueTo(context, "jade-bank", parseMoney("2000000.00 CNY"), note);
}

/** Terms in euros, payout in yuan at no less than 7.80 for one; the bank's firm quote says how much it is today. */
async function payAcross(context: Context, note: Note): Promise<void> {
  const { alliance } = context;
  const [escrow, exchange] = await Promise.all([connectEscrow(alliance), connectExchange(alliance)]);
  const [euro, yuan] = await Promise.all([
    tokenOf(context, "EUR", "aurum-bank"),
    tokenOf(context, "CNY", "jade-bank"),
  ]);
  const [orion, delta, jade] = await Promise.all([
    signerOf(context, "orion-motors", "operator"),
    signerOf(context, "delta-castings", "operator"),
    signerOf(context, "jade-bank", "operator"),
  ]);
  const { amountMinor } = parseMoney("100000.00 EUR");
  const payout = parseMoney("781500.00 CNY");
  const terms: PaymentTerms = {
    ...(await termsBetween(context, orion, delta)),
    token: await euro.getAddress(),
    amountMinor,
    payoutToken: await yuan.getAddress(),
    minPayoutMinor: parseMoney("780000.00 CNY").amountMinor,
  };
  note("allow the escrow to draw", await allow(orion, euro, escrow));
  note("authorise", await send(orion, await escrow.authorise.populateTransaction(terms)));
  const paymentId = await escrow.paymentIdOf(terms);
  const quote = {
    maker: await jade.getAddress(),
    taker: await escrow.getAddress(),
    makerToken: await yuan.getAddress(),
    makerAmountMinor: payout.amountMinor,
    takerToken: await euro.getAddress(),
    takerAmountMinor: amountMinor,
    nonce: await freeQuoteNonce(exchange, await jade.getAddress()),
    expiresAt: (await now(context)) + DAY,
    paymentReference: paymentId,
  };
  note("Jade Bank allows the exchange", await allow(jade, yuan, exchange));
  const { makerSignature } = await signQuote(jade, exchange, quote);
  const before = await yuan.balanceOf(terms.payee);
  const capture = { capturedBeforeMinor: 0n, amountMinor, feeBps: 0, feeReceiver: terms.feeReceiver };
  note(
    "capture with the quote",
    await send(
      delta,
      await escrow.captureWithQuote.populateTransaction(terms, capture, quote, makerSignature ?? "0x"),
    ),
  );
  note(`${say({ currency: "EUR", amountMinor })} paid, ${say(payout)} received, in one transaction`);
  require((await yuan.balanceOf(terms.payee)) - before === payout.amountMinor, "the payee has the yuan");
  require((await euro.balanceOf(await escrow.getAddress())) === 0n, "the escrow is empty");
}

/** Nine tenths for the goods, one for their carriage; the arbiter awards three fifths of the whole. */
async function dispute(context: Context, note: Note): Promise<void> {
  const { alliance } = context;
  const escrow = await connectEscrow(alliance);
  const euro = await tokenOf(context, "EUR", "aurum-bank");
  const [orion, kappa, meridian, clearview] = (await Promise.all(
    ["orion-motors", "kappa-fasteners", "meridian-logistics", "clearview-audit"].map((alias) =>
      signerOf(context, alias, "operator"),
    ),
  )) as [Signer, Signer, Signer, Signer];
  const { amountMinor } = parseMoney("20000.00 EUR");
  const arbiter = findMember(await context.readState(), "clearview-audit").id;
  const terms: PaymentTerms = {
    ...(await termsBetween(context, orion, kappa)),
    token: await euro.getAddress(),
    amountMinor,
    arbiter,
    disputeSeconds: 7 * DAY,
    shares: [
      { beneficiary: await kappa.getAddress(), parts: 9000n },
      { beneficiary: await meridian.getAddress(), parts: 1000n },
    ],
  };
  note("authorise", await send(orion, await escrow.authorise.populateTransaction(terms)));
  const holders = [await orion.getAddress(), ...terms.shares.map(({ beneficiary }) => beneficiary)];
  const balances = () => Promise.all(holders.map((holder) => euro.balanceOf(holder)));
  const before = await balances();
  const grounds = id("castings with cracks, report 2026-11");
  note("dispute", await send(orion, await escrow.openDispute.populateTransaction(terms, grounds)));
  const award = parseMoney("12000.00 EUR").amountMinor;
  note(
    "decide",
    await send(clearview, await escrow.resolve.populateTransaction(terms, award, id("decision 1"))),
  );
  const gained = (await balances()).map((balance, index) => balance - (before[index] ?? 0n));
  const [back, goods, carriage] = gained.map((gain) => say({ currency: "EUR", amountMinor: gain }));
  note(`${goods} to the supplier, ${carriage} to the carrier, ${back} back to the buyer`);
  require(gained.join() === "800000,1080000,120000", "the award is divided to the cent");
}

async function termsBetween(context: Context, payer: Signer, payee: Signer) {
  const authoriseBefore = (await now(context)) + DAY;
  return {
    ...NOTHING_AGREED,
    payer: await payer.getAddress(),
    payee: await payee.getAddress(),
    authoriseBefore,
    captureBefore: authoriseBefore + 30 * DAY,
    refundBefore: authoriseBefore + 60 * DAY,
    paymentReference: encodeReference({ uetr: newUetr(), reason: "GDDS" }),
  };
}
