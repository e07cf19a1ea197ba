import { send } from "@guildhall/sdk";
import { connectOrders, orderDigest } from "@guildhall/sdk/orders";
import { connectToken } from "@guildhall/sdk/payments";
import { readOrderFile } from "../../../orders/order-file.ts";
import { formatMoney } from "../../../payments/money.ts";
import { action } from "../../lib/action.ts";
import { findMember, memberOf } from "../../lib/members.ts";
import { report } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { placedOrderId, termsOf } from "../lib/placing.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const file = await readOrderFile(args.file);
  const signer = await signerOf(context, args.as, "operator");
  const [state, buyer] = await Promise.all([context.readState(), memberOf(context, signer)]);
  const supplier = findMember(state, file.supplier);
  const issuer = findMember(state, file.bank).id;
  const money = await connectToken(context.alliance, { currency: file.content.currency, issuer });
  const token = await money.getAddress();
  const book = await connectOrders(context.alliance);
  const terms = termsOf(file, { buyer: buyer.id, supplier: supplier.id, token });
  const sent = await send(signer, await book.place.populateTransaction(terms));
  const orderId = placedOrderId(book, sent.receipt);
  return report(`Order ${orderId} is placed with ${supplier.name}.`, sent, {
    order: orderId,
    total: formatMoney(file.totalMinor, file.content.currency),
    file: orderDigest(file.content),
    next: `order accept ${orderId} --as ${supplier.alias}; it needs the file to know what it accepts`,
  });
});
