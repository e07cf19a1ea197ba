import { connectAssetClasses, connectReceipts, readAssetClass } from "@guildhall/sdk/assets";
import { readReceiptFile } from "../../../assets/receipt-file.ts";
import { action } from "../../lib/action.ts";
import type { Context } from "../../lib/context.ts";
import { findMember, memberOf } from "../../lib/members.ts";
import { accountNamed } from "../../lib/money.ts";
import { time } from "../../lib/output.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { formatClaimId } from "../lib/found.ts";
import { formatterOf } from "../lib/receipts.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async ({ file, as }, context) => {
  const { evidenceSalt, ...lot } = await readReceiptFile(file);
  const signer = await signerOf(context, as, "operator");
  const state = await context.readState();
  const depositor = findMember(state, lot.depositor);
  const terms = {
    ...lot,
    depositor: depositor.id,
    inspector: findMember(state, lot.inspector).id,
    holder: await accountNamed(context, lot.depositor),
    tierLimit: lot.tierLimit ?? (await classLimit(context, lot.classId)),
  };
  const receipts = await connectReceipts(context.alliance);
  const id = await receipts.idOf((await memberOf(context, signer)).id, lot.lot);
  return sendAs(
    signer,
    receipts.issue.populateTransaction(terms),
    `Lot ${lot.lot}, ${formatterOf(terms)(lot.quantity)} of ${lot.commodity}, is a receipt of ${depositor.alias}.`,
    { receipt: formatClaimId(id), storageUntil: time(lot.storageUntil), evidenceSalt },
  );
});

async function classLimit({ alliance }: Context, classId: number): Promise<number> {
  return (await readAssetClass(await connectAssetClasses(alliance), classId)).tierLimit;
}
