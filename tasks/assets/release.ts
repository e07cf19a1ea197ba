import { connectAssetClasses } from "@guildhall/sdk/assets";
import { ZeroAddress } from "ethers";
import { type ClassDefinition, readClassFile } from "../../assets/class-file.ts";
import { action } from "../lib/action.ts";
import type { Context } from "../lib/context.ts";
import { memberOf } from "../lib/members.ts";
import { moneyOf } from "../lib/money.ts";
import { record } from "../lib/output.ts";
import { sendAs } from "../lib/sending.ts";
import { signerOf } from "../lib/signers.ts";

interface Arguments {
  file: string;
  as: string | undefined;
}

export default action<Arguments>(async ({ file, as }, context) => {
  const definition = await readClassFile(file);
  const classes = await connectAssetClasses(context.alliance);
  const signer = await signerOf(context, as, "operator");
  const sponsor = await memberOf(context, signer);
  const { rulesDigest, title } = definition;
  const earlier = Number(await classes.classByRules(sponsor.id, rulesDigest));
  if (earlier !== 0) {
    const data = { done: `"${title}" is class ${earlier} already.`, class: earlier, rules: rulesDigest };
    return { data, text: `${data.done}\n${record({ class: earlier, rules: rulesDigest })}` };
  }
  const rules = {
    token: await tokenOf(context, definition),
    graceSeconds: definition.graceSeconds,
    tierLimit: definition.tierLimit,
    issuerCapabilities: definition.issuerCapabilities,
    holderCapabilities: definition.holderCapabilities,
    rulesDigest,
  };
  const output = await sendAs(
    signer,
    classes.releaseClass.populateTransaction(rules),
    `"${title}" is released.`,
  );
  const classId = Number(await classes.classByRules(sponsor.id, rulesDigest));
  const facts = { class: classId, rules: rulesDigest, sponsor: sponsor.alias };
  return {
    data: { ...(output.data as object), ...facts },
    text: `${output.text}\n${record(facts)}`,
  };
});

/** The money that pays the claims; none where they are goods. */
async function tokenOf(context: Context, { currency, bank }: ClassDefinition): Promise<string> {
  if (currency === undefined) return ZeroAddress;
  return (await moneyOf(context, { currency, bank })).token.getAddress();
}
