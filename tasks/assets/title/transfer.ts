import type { Titles } from "@guildhall/sdk";
import { connectTitles } from "@guildhall/sdk/assets";
import type { ContractTransaction } from "ethers";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import type { Context } from "../../lib/context.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember } from "../../lib/members.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { remarkOf } from "../lib/titles.ts";

interface Arguments {
  title: string;
  holder: string | undefined;
  beneficiary: string | undefined;
  withdraw: boolean;
  remark: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const id = parseCount("title", args.title, 1);
  const signer = await signerOf(context, args.as, "operator");
  const titles = await connectTitles(context.alliance);
  if (args.withdraw) {
    return sendAs(
      signer,
      titles.withdraw.populateTransaction(id, remarkOf(args.remark)),
      `The transfer of title ${id} is withdrawn.`,
      { title: id },
    );
  }
  return sendAs(
    signer,
    offer(titles, id, args, await receiversOf(context, args)),
    `The transfer of title ${id} is offered; it takes effect when it is accepted.`,
    { title: id, next: `title accept ${id} --as ${args.holder ?? args.beneficiary}` },
  );
});

interface Receivers {
  holder: number | undefined;
  beneficiary: number | undefined;
}

async function receiversOf(context: Context, args: Arguments): Promise<Receivers> {
  const state = await context.readState();
  const numberOf = (name: string | undefined) =>
    name === undefined ? undefined : findMember(state, name).id;
  return { holder: numberOf(args.holder), beneficiary: numberOf(args.beneficiary) };
}

function offer(
  titles: Titles,
  id: number,
  { remark }: Arguments,
  { holder, beneficiary }: Receivers,
): Promise<ContractTransaction> {
  const digest = remarkOf(remark);
  if (holder !== undefined && beneficiary !== undefined)
    return titles.transferOwners.populateTransaction(id, holder, beneficiary, digest);
  if (holder !== undefined) return titles.transferHolder.populateTransaction(id, holder, digest);
  if (beneficiary !== undefined)
    return titles.transferBeneficiary.populateTransaction(id, beneficiary, digest);
  throw new TaskError("No receiver is named.", "Give --holder, --beneficiary, or both.");
}
