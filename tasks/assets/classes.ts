import { connectAssetClasses, readAssetClasses } from "@guildhall/sdk/assets";
import { CAPABILITIES, namesOf } from "@guildhall/sdk/consortium";
import { tokenAt } from "@guildhall/sdk/payments";
import { ZeroAddress } from "ethers";
import { action } from "../lib/action.ts";
import { table } from "../lib/output.ts";
import { aliasOf } from "./lib/view.ts";

export default action(async (_args, context) => {
  const state = await context.readState();
  const classes = await readAssetClasses(await connectAssetClasses(context.alliance));
  const views = await Promise.all(
    classes.map(async (each) => ({
      class: each.classId,
      sponsor: aliasOf(state, each.sponsor),
      closed: each.closed,
      money: each.token === ZeroAddress ? "" : await tokenAt(context.alliance, each.token).currency(),
      token: each.token,
      graceDays: each.graceSeconds / 86_400,
      tierLimit: each.tierLimit,
      issuers: namesOf(CAPABILITIES, each.issuerCapabilities),
      holders: namesOf(CAPABILITIES, each.holderCapabilities),
      rules: each.rulesDigest,
    })),
  );
  const rows = views.map((view) => [
    view.class,
    view.sponsor,
    view.closed ? "closed" : "open",
    view.money,
    view.graceDays,
    view.tierLimit,
    view.issuers.length === 0 ? "any" : view.issuers,
    view.holders.length === 0 ? "any" : view.holders,
  ]);
  const head = ["class", "sponsor", "state", "money", "grace days", "tier limit", "issuers", "holders"];
  return { data: views, text: table(head, rows) };
});
