import {
  connectAssetClasses,
  connectClaimRegistry,
  connectReceivables,
  documentKey,
  type ReceivableTerms,
  readAssetClass,
} from "@guildhall/sdk/assets";
import { tokenAt } from "@guildhall/sdk/payments";
import { type Invoice, readInvoiceFile } from "../../assets/invoice-file.ts";
import { formatMoney } from "../../payments/money.ts";
import { action } from "../lib/action.ts";
import type { Context } from "../lib/context.ts";
import { TaskError } from "../lib/failure.ts";
import { findMember, memberOf } from "../lib/members.ts";
import { time } from "../lib/output.ts";
import { sendAs } from "../lib/sending.ts";
import { signerOf } from "../lib/signers.ts";
import { formatClaimId } from "./lib/found.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async ({ file, as }, context) => {
  const invoice = await readInvoiceFile(file);
  const signer = await signerOf(context, as, "operator");
  const creditor = (await memberOf(context, signer)).id;
  const debtor = findMember(await context.readState(), invoice.debtor);
  await requireNoClaim(context, invoice, creditor, debtor.id);
  const terms: ReceivableTerms = {
    classId: invoice.classId,
    debtor: debtor.id,
    creditor,
    holder: await signer.getAddress(),
    amountMinor: invoice.amountMinor,
    dueAt: invoice.dueAt,
    tierLimit: invoice.tierLimit ?? (await classOf(context, invoice)).tierLimit,
    recourse: invoice.recourse,
    invoiceNumber: invoice.number,
    invoiceDigest: invoice.invoiceDigest,
    evidenceDigest: invoice.evidenceDigest,
    orderReference: invoice.orderReference,
  };
  await requireMoney(context, invoice);
  const receivables = await connectReceivables(context.alliance);
  const claim = formatClaimId(await receivables.idOf(terms));
  const amount = formatMoney(invoice.amountMinor, invoice.currency);
  return sendAs(
    signer,
    receivables.register.populateTransaction(terms),
    `Invoice ${invoice.number} over ${amount} is registered; it is a claim once ${debtor.alias} accepts it.`,
    {
      claim,
      dueAt: time(invoice.dueAt),
      evidenceSalt: invoice.evidenceSalt,
      next: `asset accept ${claim} --as ${debtor.alias}`,
    },
  );
});

/** Run again, the task says so in its own words. */
async function requireNoClaim(
  { alliance }: Context,
  { number }: Invoice,
  issuer: number,
  counterparty: number,
): Promise<void> {
  const registry = await connectClaimRegistry(alliance);
  const key = documentKey({ kind: "invoice", issuer, counterparty, number });
  const { recordedAt } = await registry.recordOf(key);
  if (recordedAt === 0n) return;
  throw new TaskError(
    `Invoice ${number} became a claim at ${time(recordedAt)}; no invoice becomes a claim twice.`,
    "`asset list` shows the claims.",
  );
}

async function classOf({ alliance }: Context, { classId }: Invoice) {
  return readAssetClass(await connectAssetClasses(alliance), classId);
}

async function requireMoney(context: Context, invoice: Invoice): Promise<void> {
  const { token } = await classOf(context, invoice);
  const currency = await tokenAt(context.alliance, token).currency();
  if (currency === invoice.currency) return;
  throw new TaskError(
    `The invoice is in ${invoice.currency}, claims of class ${invoice.classId} are paid in ${currency}.`,
    "Choose a class in the currency of the invoice; `asset classes` lists them.",
  );
}
