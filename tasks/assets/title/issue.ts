import { connectTitles, normaliseNumber } from "@guildhall/sdk/assets";
import { id as digestOf, isHexString } from "ethers";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { findMember } from "../../lib/members.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
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
  const content = required("content", args.content);
  const contentDigest = isHexString(content, 32) ? content : digestOf(content);
  const signer = await signerOf(context, args.as, "operator");
  const titles = await connectTitles(context.alliance);
  const title = Number(await titles.titleCount()) + 1;
  return sendAs(
    signer,
    titles.issue.populateTransaction(number, holder.id, beneficiary.id, contentDigest, remarkOf(args.remark)),
    `Title ${title} is issued under number ${number}; ${holder.name} holds it.`,
    { title, number, contentDigest },
  );
});
