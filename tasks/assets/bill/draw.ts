import { formatInstant, send } from "@guildhall/sdk";
import {
  connectBills,
  DOCUMENT_KINDS,
  formatLot,
  lotIdOf,
  normaliseNumber,
  presentment,
} from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { parseCount, required } from "../../lib/arguments.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember, memberOf } from "../../lib/members.ts";
import { accountNamed, amountIn } from "../../lib/money.ts";
import { report } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { eventOf } from "../lib/events.ts";

interface Arguments {
  drawee: string | undefined;
  amount: string | undefined;
  bank: string | undefined;
  due: string | undefined;
  presentDays: string | undefined;
  zone: string | undefined;
  place: string | undefined;
  invoice: string | undefined;
  number: string | undefined;
  payee: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const state = await context.readState();
  const signer = await signerOf(context, args.as, "operator");
  const drawer = await memberOf(context, signer);
  const drawee = findMember(state, required("drawee", args.drawee));
  const { token, amountMinor } = await amountIn(context, required("amount", args.amount), args.bank);

  const zone = required("zone", args.zone);
  const { maturesAt, presentUntil } = presentment(
    required("due", args.due),
    parseCount("--present-days", args.presentDays ?? "2"),
    zone,
  );

  const { kind, number } = documentOf(args);
  const payee =
    args.payee === undefined ? await signer.getAddress() : await accountNamed(context, args.payee);
  const bills = await connectBills(context.alliance);
  const sent = await send(
    signer,
    await bills.draw.populateTransaction(
      {
        drawee: drawee.id,
        payee,
        token: await token.getAddress(),
        amountMinor,
        maturesAt,
        presentUntil,
        place: `${required("place", args.place)}, ${zone}`,
      },
      { kind, issuer: drawer.id, counterparty: drawee.id, number },
    ),
  );
  const bill = Number(eventOf(sent, bills, "BillDrawn").billId);
  return report(`Drawn on ${drawee.name}; it may accept until ${formatInstant(maturesAt)}.`, sent, {
    bill,
    lot: formatLot(lotIdOf({ bill, lot: 1 })),
    document: number,
    maturesAt: formatInstant(maturesAt),
    presentUntil: formatInstant(presentUntil),
    next: `bill accept ${bill} --as ${drawee.alias}`,
  });
});

function documentOf({ invoice, number }: Arguments): { kind: number; number: string } {
  if ((invoice === undefined) === (number === undefined)) {
    throw new TaskError(
      "A bill stands for one document.",
      "Give --invoice, the drawer's invoice to the drawee, or --number, the bill's own number.",
    );
  }
  return invoice === undefined
    ? { kind: DOCUMENT_KINDS.bill, number: normaliseNumber(number as string) }
    : { kind: DOCUMENT_KINDS.invoice, number: normaliseNumber(invoice) };
}
