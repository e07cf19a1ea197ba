import type { Titles } from "@guildhall/sdk";
import { connectTitles, type TitleRecord } from "@guildhall/sdk/assets";
import type { AllianceState } from "@guildhall/sdk/consortium";
import { type ContractTransaction, ZeroHash } from "ethers";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { wordOf } from "../../lib/money.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";
import { aliasIn } from "./parties.ts";

interface Arguments {
  title: string;
  remark: string | undefined;
  as: string | undefined;
}

/** The action of a task that takes one step with a title and needs nothing but a remark. */
export function titleStep(
  step: (titles: Titles, titleId: number, remark: string) => Promise<ContractTransaction>,
  did: string,
) {
  return action<Arguments>(async (args, context) => {
    const id = parseCount("title", args.title, 1);
    const signer = await signerOf(context, args.as, "operator");
    const titles = await connectTitles(context.alliance);
    return sendAs(signer, step(titles, id, remarkOf(args.remark)), `Title ${id} ${did}.`, { title: id });
  });
}

/** A remark as it goes on the ledger: a digest as given, words by their digest, nothing as zero. */
export function remarkOf(text: string | undefined): string {
  return text === undefined || text === "" ? ZeroHash : wordOf(text);
}

/** A title as tasks print it. */
export function titleView(state: AllianceState, title: TitleRecord) {
  const alias = aliasIn(state);
  return {
    title: title.id,
    status: title.status,
    issuer: alias(title.issuer),
    holder: alias(title.holder),
    beneficiary: alias(title.beneficiary),
    nominee: alias(title.nominee),
    offeredHolder: alias(title.offeredHolder),
    offeredBeneficiary: alias(title.offeredBeneficiary),
  };
}
