import { send } from "@guildhall/sdk";
import {
  type ClaimDiscountOffer,
  connectAssetClasses,
  connectBills,
  connectFinancing,
  connectReceivables,
  DOCUMENT_KINDS,
  discountTuple,
  freeOfferNonce,
  loanTuple,
  normaliseNumber,
  RECEIVABLE_STATUSES,
  readClaim,
  readLineage,
  signFinancingOffer,
} from "@guildhall/sdk/assets";
import { connectOrders, encodeInvoiceNumber, invoiceIdOf, ORDER_STATUSES } from "@guildhall/sdk/orders";
import { id, type Signer, ZeroHash } from "ethers";
import { drawLineage } from "../../../assets/lineage-text.ts";
import { clockOf } from "../../../network/clock.ts";
import { parseMoney } from "../../../payments/money.ts";
import type { Context } from "../../../tasks/lib/context.ts";
import { findMember } from "../../../tasks/lib/members.ts";
import { signerOf } from "../../../tasks/lib/signers.ts";
import { require } from "../../lib/expectation.ts";
import type { Diary, Note } from "../diary.ts";
import { allow, DAY, issueTo, now, say, tokenOf } from "../money.ts";
import { refuses } from "../refusal.ts";

/** The supplier's invoice as it prints it, and as the ledger knows it whatever its spelling. */
const INVOICE = "DC-2026/118";
const INVOICE_NUMBER = normaliseNumber(INVOICE);
/** Time from the invoice to its due date; short, since a network that runs waits for it. */
const TERM = 240;
/** Time of the loan. */
const LOAN_TERM = 60;

const euro = (amount: string) => parseMoney(`${amount} EUR`).amountMinor;
const ORDERED = euro("90000.00");
const PASSED_DOWN = euro("40000.00");
const PASSED_ON = euro("15000.00");
const PLEDGED = euro("45000.00");
const PRINCIPAL = euro("36000.00");

/** Whom the chapter is about. */
type Parties = Readonly<Record<"orion" | "delta" | "kappa" | "meridian" | "aurum" | "jade", Signer>> & {
  readonly numberOf: (alias: string) => number;
};

/** A discount that was accepted and a loan that runs. */
interface Financed {
  readonly loanId: string;
  readonly discount: { readonly terms: ClaimDiscountOffer; readonly signature: string };
}

/**
 * An order becomes an invoice, the invoice a claim that passes down the tiers; banks finance parts of it, once; a loan fails;
 * at maturity the debtor pays everyone.
 */
export async function tradeGoods(context: Context, diary: Diary): Promise<void> {
  const parties = await openParties(context);
  await diary.step("Orion Motors orders, Delta Castings ships and invoices", (note) =>
    order(context, parties, note),
  );
  const claimId = await diary.step("The invoice becomes a claim and passes down the tiers", (note) =>
    passDown(context, parties, note),
  );
  const financed = await diary.step("Jade Bank buys a part, Aurum Bank lends against another", (note) =>
    finance(context, parties, claimId, note),
  );
  await diary.step("No bank is taken in by the same invoice again", (note) =>
    financeAgain(context, parties, claimId, financed, note),
  );
  await diary.step("Delta Castings does not repay, Aurum Bank takes what it is owed", (note) =>
    enforce(context, parties, claimId, financed, note),
  );
  await diary.step("Orion Motors pays at maturity, and every holder has its money", (note) =>
    redeem(context, parties, claimId, note),
  );
}

async function openParties(context: Context): Promise<Parties> {
  const state = await context.readState();
  const signer = (alias: string) => signerOf(context, alias, "operator");
  return {
    orion: await signer("orion-motors"),
    delta: await signer("delta-castings"),
    kappa: await signer("kappa-fasteners"),
    meridian: await signer("meridian-logistics"),
    aurum: await signer("aurum-bank"),
    jade: await signer("jade-bank"),
    numberOf: (alias) => findMember(state, alias).id,
  };
}

async function order(
  context: Context,
  { orion, delta, meridian, numberOf }: Parties,
  note: Note,
): Promise<void> {
  const book = await connectOrders(context.alliance);
  const token = await tokenOf(context, "EUR", "aurum-bank");
  const opened = await now(context);
  const terms = {
    buyer: numberOf("orion-motors"),
    supplier: numberOf("delta-castings"),
    token: await token.getAddress(),
    amountMinor: ORDERED,
    acceptBy: opened + DAY,
    deliverBy: opened + 30 * DAY,
    inspectionDays: 5,
    paymentDays: 0,
    penaltyBpsPerDay: 50,
    penaltyCapBps: 500,
    escrowed: false,
    file: id("600 brake castings"),
  };
  note("place the order", await send(orion, await book.place.populateTransaction(terms)));
  const orderId = await book.orderCount();
  note("accept it", await send(delta, await book.accept.populateTransaction(orderId)));
  const carrier = numberOf("meridian-logistics");
  const shipping = book.ship.populateTransaction(orderId, ORDERED, carrier, id("delivery note 118"));
  note("ship", await send(delta, await shipping));
  const receiving = book.receiveGoods.populateTransaction(
    orderId,
    1,
    ORDERED,
    await now(context),
    id("receipt 118"),
  );
  note("the carrier reports arrival", await send(meridian, await receiving));
  note(
    "inspect",
    await send(orion, await book.inspect.populateTransaction(orderId, 1, ORDERED, id("report 118"))),
  );
  const number = encodeInvoiceNumber(INVOICE_NUMBER);
  const dueAt = (await now(context)) + TERM;
  const invoicing = book.invoice.populateTransaction(orderId, number, ORDERED, dueAt, id(INVOICE));
  note(`invoice ${INVOICE}`, await send(delta, await invoicing));
  const invoiceId = invoiceIdOf(terms.supplier, INVOICE_NUMBER);
  note(
    "accept the invoice",
    await send(orion, await book.acceptInvoice.populateTransaction(invoiceId, ZeroHash)),
  );
  require(ORDER_STATUSES[Number(await book.statusOf(orderId))] === "invoiced", "the order is invoiced");
}

async function passDown(context: Context, parties: Parties, note: Note): Promise<bigint> {
  const { alliance } = context;
  const { delta, kappa, meridian, aurum, numberOf } = parties;
  const [book, classes, receivables] = await Promise.all([
    connectOrders(alliance),
    connectAssetClasses(alliance),
    connectReceivables(alliance),
  ]);
  const token = await tokenOf(context, "EUR", "aurum-bank");
  for (const custodian of [receivables, await connectFinancing(alliance), await connectBills(alliance)]) {
    const admitting = token.admitCustodian.populateTransaction(await custodian.getAddress());
    note("aurum-bank admits a custodian", await send(aurum, await admitting));
  }
  const rules = {
    token: await token.getAddress(),
    graceSeconds: 30 * DAY,
    tierLimit: 2,
    issuerCapabilities: 0,
    holderCapabilities: 0,
    rulesDigest: id("castings, receivables in euro"),
  };
  note("release a class of claims", await send(delta, await classes.releaseClass.populateTransaction(rules)));
  const classId = await classes.classByRules(numberOf("delta-castings"), rules.rulesDigest);
  const claim = {
    classId,
    tierLimit: rules.tierLimit,
    recourse: true,
    invoiceDigest: id(INVOICE),
    evidenceDigest: ZeroHash,
  };
  const issuing = book.issueReceivable.populateTransaction(encodeInvoiceNumber(INVOICE_NUMBER), claim);
  note("the accepted invoice becomes a claim", await send(delta, await issuing));
  const { claimId } = await book.claimOf(invoiceIdOf(numberOf("delta-castings"), INVOICE_NUMBER));
  for (const [from, to, amountMinor] of [
    [delta, kappa, PASSED_DOWN],
    [kappa, meridian, PASSED_ON],
  ] as const) {
    const passing = receivables.transfer.populateTransaction(await to.getAddress(), claimId, amountMinor);
    note(`${say({ currency: "EUR", amountMinor })} one tier down`, await send(from, await passing));
  }
  const { tier } = await receivables.holdingOf(claimId, await meridian.getAddress());
  require(tier === 2n, "the carrier holds its part in the second tier");
  return claimId;
}

async function finance(
  context: Context,
  { delta, kappa, aurum, jade }: Parties,
  claimId: bigint,
  note: Note,
): Promise<Financed> {
  const [financing, receivables] = await Promise.all([
    connectFinancing(context.alliance),
    connectReceivables(context.alliance),
  ]);
  const token = await tokenOf(context, "EUR", "aurum-bank");
  for (const [alias, bank] of [
    ["jade-bank", jade],
    ["aurum-bank", aurum],
  ] as const) {
    await issueTo(context, alias, parseMoney("50000.00 EUR"), note);
    note(`${alias} allows the financing to draw`, await allow(bank, token, financing));
  }
  for (const holder of [delta, kappa]) {
    const letting = receivables.setOperator.populateTransaction(await financing.getAddress(), true);
    note("a holder lets the financing move its claims", await send(holder, await letting));
  }
  const units = PASSED_DOWN - PASSED_ON;
  const terms = {
    ...(await offerOf(context, jade, claimId, units)),
    seller: await kappa.getAddress(),
    priceMinor: euro("24640.00"),
    buyBackUntil: 0,
    buyBackPriceMinor: 0n,
  };
  const { signature } = await signFinancingOffer(jade, financing, { kind: "discount", terms });
  const selling = financing.acceptDiscount.populateTransaction(discountTuple(terms), signature);
  note("Kappa sells, units against money", await send(kappa, await selling));
  require((await receivables.holdingOf(claimId, terms.bank)).amount ===
    units, "the bank holds what it bought");

  const loan = {
    ...(await offerOf(context, aurum, claimId, PLEDGED)),
    borrower: await delta.getAddress(),
    principalMinor: PRINCIPAL,
    valueMinor: 0n,
    advanceBps: 8000,
    feeMinor: euro("50.00"),
    rateBps: 450,
    overdueRateBps: 900,
    dueAt: (await now(context)) + LOAN_TERM,
    graceSeconds: 0,
  };
  const signed = await signFinancingOffer(aurum, financing, { kind: "loan", terms: loan });
  const borrowing = financing.acceptLoan.populateTransaction(loanTuple(loan), signed.signature);
  note("Delta borrows, a pledge against money", await send(delta, await borrowing));
  const loanId = await financing.loanIdOf(loanTuple(loan));
  return { loanId, discount: { terms, signature } };
}

/** The invoice under another spelling, as a bill, its pledged units to another bank, and an offer that was accepted before. */
async function financeAgain(
  context: Context,
  { delta, kappa, jade, numberOf }: Parties,
  claimId: bigint,
  { discount }: Financed,
  note: Note,
): Promise<void> {
  const { alliance } = context;
  const [financing, receivables, bills] = await Promise.all([
    connectFinancing(alliance),
    connectReceivables(alliance),
    connectBills(alliance),
  ]);
  const number = normaliseNumber("dc 2026 118");
  const { terms } = await readClaim(receivables, claimId);
  const again = receivables.register.populateTransaction({
    ...terms,
    invoiceNumber: number,
    orderReference: ZeroHash,
  });
  note(`registered as "dc 2026 118": ${await refuses(delta, "ClaimRegistry_AlreadyClaimed", again)}`);

  const maturesAt = (await now(context)) + 30 * DAY;
  const bill = {
    drawee: terms.debtor,
    payee: await delta.getAddress(),
    token: discount.terms.token,
    amountMinor: ORDERED,
    maturesAt,
    presentUntil: maturesAt + 2 * DAY,
    place: "Rotterdam, Europe/Amsterdam",
  };
  const document = {
    kind: DOCUMENT_KINDS.invoice,
    issuer: numberOf("delta-castings"),
    counterparty: terms.debtor,
    number: INVOICE_NUMBER,
  };
  const drawing = bills.draw.populateTransaction(bill, document);
  note(`drawn as a bill: ${await refuses(delta, "ClaimRegistry_AlreadyClaimed", drawing)}`);

  const pledged = {
    ...(await offerOf(context, jade, claimId, PLEDGED)),
    seller: await delta.getAddress(),
    priceMinor: PRINCIPAL,
    buyBackUntil: 0,
    buyBackPriceMinor: 0n,
  };
  const { signature } = await signFinancingOffer(jade, financing, { kind: "discount", terms: pledged });
  const selling = financing.acceptDiscount.populateTransaction(discountTuple(pledged), signature);
  note(`pledged units sold to another bank: ${await refuses(delta, "Claims_NotFree", selling)}`);

  const replay = financing.acceptDiscount.populateTransaction(
    discountTuple(discount.terms),
    discount.signature,
  );
  note(`the same offer accepted twice: ${await refuses(kappa, "Financing_NonceUsed", replay)}`);
}

async function enforce(
  context: Context,
  { aurum, meridian }: Parties,
  claimId: bigint,
  { loanId }: Financed,
  note: Note,
): Promise<void> {
  const [financing, receivables] = await Promise.all([
    connectFinancing(context.alliance),
    connectReceivables(context.alliance),
  ]);
  await (await clockOf(context.provider)).until((await financing.loanOf(loanId)).defaultsAt);
  note(
    "anyone puts the default on record",
    await send(meridian, await financing.declareDefault.populateTransaction(loanId)),
  );
  const bank = await aurum.getAddress();
  note("enforce", await send(aurum, await financing.enforce.populateTransaction(loanId, bank)));
  const { amount } = await receivables.holdingOf(claimId, bank);
  const { pledgedUnits } = await financing.loanOf(loanId);
  note(`the bank took ${say({ currency: "EUR", amountMinor: amount })} of the claim, what was over is free`);
  require(amount >= PRINCIPAL &&
    amount < PLEDGED &&
    pledgedUnits === 0n, "the bank took what it is owed, no more");
}

async function redeem(
  context: Context,
  { orion, delta }: Parties,
  claimId: bigint,
  note: Note,
): Promise<void> {
  const { alliance } = context;
  const [receivables, book] = await Promise.all([connectReceivables(alliance), connectOrders(alliance)]);
  const token = await tokenOf(context, "EUR", "aurum-bank");
  const { claim, root } = await readLineage(receivables, claimId);
  require(root !== undefined, "the claim has units");
  const { members } = await context.readState();
  const nameOf = (address: string) =>
    members.find(({ accounts }) => accounts.some((account) => account.address === address))?.alias ?? address;
  note(
    drawLineage(root, {
      account: nameOf,
      amount: (amountMinor) => say({ currency: "EUR", amountMinor }),
      pledges: () => "",
    }),
  );
  await (await clockOf(context.provider)).until(claim.terms.dueAt);
  await allow(orion, token, receivables);
  note("pay the claim", await send(orion, await receivables.pay.populateTransaction(claimId, ORDERED)));
  const holders = claim.holders.map(({ account }) => account);
  note("pay out", await send(delta, await receivables.payOut.populateTransaction(claimId, holders)));
  require(RECEIVABLE_STATUSES[Number(await receivables.statusOf(claimId))] === "paid", "the claim is paid");
  require((await receivables.receivableOf(claimId)).paidOutMinor === 0n, "nothing waits for anyone");
  const invoiceId = invoiceIdOf(claim.terms.creditor, INVOICE_NUMBER);
  note("book it to the order", await send(delta, await book.bookPayment.populateTransaction(invoiceId)));
}

/** What every offer on a claim says. */
async function offerOf(context: Context, bank: Signer, claimId: bigint, units: bigint) {
  const address = await bank.getAddress();
  return {
    bank: address,
    room: "receivables",
    claimId,
    units,
    token: await (await tokenOf(context, "EUR", "aurum-bank")).getAddress(),
    minUnpaidMinor: units,
    nonce: await freeOfferNonce(await connectFinancing(context.alliance), address),
    expiresAt: (await now(context)) + DAY,
  };
}
