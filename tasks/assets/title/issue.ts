import { send } from "@guildhall/sdk";
import { connectTitles, normaliseNumber } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { findMember } from "../../lib/members.ts";
import { wordOf } from "../../lib/money.ts";
import { report } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { eventOf } from "../lib/events.ts";
import { remarkOf } from "../lib/titles.ts";

interface Arguments {
  number: string;
  holder: string | undefined;
  beneficiary: string | undefined;
  content: string | undefined;
  remark: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const state = await context.readState();
  const number = normaliseNumber(args.number);
  const holder = findMember(state, required("holder", args.holder));
  const beneficiary = args.beneficiary === undefined ? holder : findMember(state, args.beneficiary);
  const contentDigest = wordOf(required("content", args.content));
  const signer = await signerOf(context, args.as, "operator");
  const titles = await connectTitles(context.alliance);
  const sent = await send(
    signer,
    await titles.issue.populateTransaction(
      number,
      holder.id,
      beneficiary.id,
      contentDigest,
      remarkOf(args.remark),
    ),
  );
  const title = Number(eventOf(sent, titles, "TitleIssued").titleId);
  return report(`Title ${title} is issued under number ${number}; ${holder.name} holds it.`, sent, {
    title,
    number,
    contentDigest,
  });
});
