import { connectTitles } from "@guildhall/sdk/assets";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { findMember } from "../../lib/members.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { remarkOf } from "../lib/titles.ts";

interface Arguments {
  title: string;
  nominee: string;
  remark: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const id = parseCount("title", args.title, 1);
  const nominee = args.nominee === "nobody" ? undefined : findMember(await context.readState(), args.nominee);
  const signer = await signerOf(context, args.as, "operator");
  const titles = await connectTitles(context.alliance);
  return sendAs(
    signer,
    titles.nominate.populateTransaction(id, nominee?.id ?? 0, remarkOf(args.remark)),
    nominee === undefined
      ? `Nobody is nominated for title ${id} any more.`
      : `${nominee.name} is nominated for title ${id}.`,
    { title: id },
  );
});
