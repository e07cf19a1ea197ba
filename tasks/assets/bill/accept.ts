import { connectBills, readBill, signBillAcceptance } from "@guildhall/sdk/assets";
import { DEFAULT_VALIDITY } from "@guildhall/sdk/consortium";
import { action } from "../../lib/action.ts";
import { parseAddress, parseCount, parseTime } from "../../lib/arguments.ts";
import { formatSigned, parseSigned } from "../../lib/consent.ts";
import { record, time } from "../../lib/output.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { now } from "../lib/bills.ts";
import { allowMore, moneyAt } from "../lib/money.ts";

interface Arguments {
  bill: string;
  allow: boolean;
  sign: boolean;
  until: string | undefined;
  signed: string | undefined;
  account: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const id = parseCount("bill", args.bill, 1);
  const signer = await signerOf(context, args.as, "operator");
  const bills = await connectBills(context.alliance);
  const bill = await readBill(bills, id);
  if (args.signed !== undefined) {
    const { signature, deadline } = parseSigned("signed", args.signed);
    const domicile = parseAddress("--account", args.account ?? "");
    return sendAs(
      signer,
      bills.acceptBySignature.populateTransaction(id, domicile, deadline, signature),
      `Bill ${id} is accepted by ${domicile}.`,
      { bill: id },
    );
  }
  if (args.allow) {
    const money = await moneyAt(context.alliance, bill.token);
    await allowMore(signer, money, await bills.getAddress(), bill.faceMinor);
  }
  if (args.sign) {
    const deadline =
      args.until === undefined
        ? BigInt(await now(context)) + DEFAULT_VALIDITY
        : BigInt(parseTime("until", args.until));
    const signature = await signBillAcceptance(signer, bills, id, Number(deadline));
    const signed = formatSigned({ signature, deadline });
    const data = { bill: id, account: await signer.getAddress(), until: time(deadline), signed };
    return { data, text: record(data) };
  }
  return sendAs(
    signer,
    bills.accept.populateTransaction(id),
    `Bill ${id} is accepted; its holders may collect from ${await signer.getAddress()} from ${time(bill.maturesAt)} on.`,
    { bill: id },
  );
});
