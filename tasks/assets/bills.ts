import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const bill = { name: "bill", description: "Number of the bill, as listed" } as const;
const lot = { name: "lot", description: "Bill and lot, such as 3/1" } as const;
const to = { name: "to", description: "Account, or alias of a member (its operator account)" } as const;
const amount = optional("amount", "Amount ('20000 EUR'); the whole lot if left out");
const withoutRecourse = {
  name: "withoutRecourse",
  description: "The endorser does not answer for payment",
} as const;

/** Every task on bills. */
export const billTasks: TaskDefinition[] = [
  emptyTask("bill", "Bills of exchange").build(),
  reads(["bill", "list"], "Lists the bills.", "bill list --party orion-motors")
    .addOption(optional("party", "Only those of this drawer, drawee, holder or pledgee"))
    .setAction(() => import("./bill/list.ts"))
    .build(),
  reads(["bill", "show"], "Shows a bill and its lots.", "bill show 3")
    .addPositionalArgument(bill)
    .setAction(() => import("./bill/show.ts"))
    .build(),
  reads(["bill", "lineage"], "Tells what happened to a lot, from the drawing on.", "bill lineage 3/2")
    .addPositionalArgument(lot)
    .setAction(() => import("./bill/lineage.ts"))
    .build(),
  writes(
    ["bill", "draw"],
    "Draws a bill.",
    "bill draw --drawee orion-motors --amount '120000 EUR' --due 2027-03-31 --zone Europe/Berlin --place Frankfurt --invoice INV-2027-001 --as delta-castings",
  )
    .addOption(optional("drawee", "Member that is to pay"))
    .addOption(optional("amount", "Sum with its currency ('120000 EUR')"))
    .addOption(optional("bank", "Bank whose money it is, where several issue the currency"))
    .addOption(optional("due", "Day of maturity (2027-03-31)"))
    .addOption(optional("presentDays", "Working days after it in which to present (default 2)"))
    .addOption(optional("zone", "Time zone of the place of payment (Europe/Berlin)"))
    .addOption(optional("place", "Place of payment (Frankfurt)"))
    .addOption(optional("invoice", "Number of the drawer's invoice to the drawee that it stands for"))
    .addOption(optional("number", "The bill's own number, if it stands for no invoice"))
    .addOption(optional("payee", "First holder, account or member; the drawer if left out"))
    .setAction(() => import("./bill/draw.ts"))
    .build(),
  writes(["bill", "accept"], "Accepts a bill as its drawee.", "bill accept 3 --allow --as orion-motors")
    .addPositionalArgument(bill)
    .addFlag({ name: "allow", description: "Also allows holders to collect its sum from the account" })
    .addFlag({
      name: "sign",
      description: "Only signs and prints the acceptance for somebody else to deliver",
    })
    .addOption(optional("until", "With --sign: until when it may be delivered (default a day)"))
    .addOption(optional("signed", "Delivers an acceptance that --sign printed"))
    .addOption(optional("account", "With --signed: the account that signed it"))
    .setAction(() => import("./bill/accept.ts"))
    .build(),
  writes(
    ["bill", "refuse"],
    "Refuses to accept a bill.",
    "bill refuse 3 --reason 'goods returned' --as orion-motors",
  )
    .addPositionalArgument(bill)
    .addOption(optional("reason", "Grounds; their digest goes on the ledger"))
    .setAction(() => import("./bill/refuse.ts"))
    .build(),
  writes(
    ["bill", "endorse"],
    "Passes a lot on, whole or in part.",
    "bill endorse 3/1 kappa-fasteners --amount '20000 EUR' --as delta-castings",
  )
    .addPositionalArgument(lot)
    .addPositionalArgument(to)
    .addOption(amount)
    .addFlag(withoutRecourse)
    .setAction(() => import("./bill/endorse.ts"))
    .build(),
  writes(
    ["bill", "split"],
    "Makes a part of a lot a lot of its own.",
    "bill split 3/1 --amount '20000 EUR' --as delta-castings",
  )
    .addPositionalArgument(lot)
    .addOption(optional("amount", "Amount of the new lot ('20000 EUR')"))
    .setAction(() => import("./bill/split.ts"))
    .build(),
  writes(
    ["bill", "redirect"],
    "Lets a lot's money arrive at another account of its holder.",
    "bill redirect 3/1 0xNew --as delta-castings",
  )
    .addPositionalArgument(lot)
    .addPositionalArgument({ name: "account", description: "Account of the same organisation" })
    .setAction(() => import("./bill/redirect.ts"))
    .build(),
  writes(
    ["bill", "discount-offer"],
    "Signs, as a bank, an offer to buy a lot, and allows its price.",
    "bill discount-offer 3/1 --price '118000 EUR' --as jade-bank",
  )
    .addPositionalArgument(lot)
    .addOption(optional("price", "What the bank pays ('118000 EUR')"))
    .addOption(amount)
    .addFlag(withoutRecourse)
    .addOption(optional("until", "Until when it may be taken (default a day)"))
    .addOption(optional("nonce", "A number that the account has not used; the first such if left out"))
    .setAction(() => import("./bill/discount-offer.ts"))
    .build(),
  writes(
    ["bill", "discount"],
    "Takes a bank's offer: the lot against the money.",
    "bill discount 12884901889:5:… --as delta-castings",
  )
    .addPositionalArgument({ name: "offer", description: "The offer as `bill discount-offer` printed it" })
    .setAction(() => import("./bill/discount.ts"))
    .build(),
  writes(
    ["bill", "pledge"],
    "Pledges a lot.",
    "bill pledge 3/1 jade-bank --from 2027-01-31 --until 2027-06-30 --agreement 'loan 17' --as delta-castings",
  )
    .addPositionalArgument(lot)
    .addPositionalArgument(to)
    .addOption(
      optional("from", "From when on the pledgee may take it: a day (its beginning, UTC) or an instant"),
    )
    .addOption(optional("until", "When the pledge ends: a day (its end, UTC) or an instant"))
    .addOption(optional("agreement", "The agreement; its digest goes on the ledger"))
    .addFlag(withoutRecourse)
    .setAction(() => import("./bill/pledge.ts"))
    .build(),
  writes(["bill", "release"], "Releases a pledged lot.", "bill release 3/1 --as jade-bank")
    .addPositionalArgument(lot)
    .setAction(() => import("./bill/release.ts"))
    .build(),
  writes(["bill", "enforce"], "Takes a pledged lot.", "bill enforce 3/1 --as jade-bank")
    .addPositionalArgument(lot)
    .setAction(() => import("./bill/enforce.ts"))
    .build(),
  writes(["bill", "present"], "Presents a lot for payment.", "bill present 3/1 --as jade-bank")
    .addPositionalArgument(lot)
    .setAction(() => import("./bill/present.ts"))
    .build(),
  writes(["bill", "pay"], "Pays a lot as the drawee.", "bill pay 3/1 --amount '20000 EUR' --as orion-motors")
    .addPositionalArgument(lot)
    .addOption(amount)
    .setAction(() => import("./bill/pay.ts"))
    .build(),
  writes(
    ["bill", "collect"],
    "Collects a lot from the account that accepted.",
    "bill collect 3/1 --as jade-bank",
  )
    .addPositionalArgument(lot)
    .setAction(() => import("./bill/collect.ts"))
    .build(),
  writes(
    ["bill", "protest"],
    "Puts the dishonour of a lot on record.",
    "bill protest 3/1 --evidence 'record of notary Tan, 2027-04-03' --as jade-bank",
  )
    .addPositionalArgument(lot)
    .addOption(optional("evidence", "The evidence; its digest goes on the ledger"))
    .setAction(() => import("./bill/protest.ts"))
    .build(),
  writes(
    ["bill", "recourse"],
    "Calls upon the next in the order to pay a protested lot.",
    "bill recourse 3/1 --as jade-bank",
  )
    .addPositionalArgument(lot)
    .addFlag({
      name: "honour",
      description: "Pays instead, as one that answers for it, and takes the lot over",
    })
    .setAction(() => import("./bill/recourse.ts"))
    .build(),
];
