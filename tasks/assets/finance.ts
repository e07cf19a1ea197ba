import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const file = { name: "file", description: "File of an offer, as `finance offer` wrote it" } as const;
const loan = { name: "loan", description: "Id of the loan, as `finance accept` printed it" } as const;
const id = "0x5f…c2";

/** Tasks with which banks finance claims. */
export const financeTasks: TaskDefinition[] = [
  emptyTask("finance", "Banks discount claims and lend against them").build(),
  writes(
    ["finance", "offer"],
    "Signs, as a bank, an offer to buy units (--price) or to lend against them (--principal), and allows the money.",
    `finance offer ${id} --price '9800.00 EUR' --until 2031-07-01 --out offer.json --as jade-bank`,
  )
    .addPositionalArgument({ name: "claim", description: "Id of the claim (`asset list`)" })
    .addOption(optional("to", "Who holds the units: a member or an account (default: the only free holder)"))
    .addOption(optional("units", "How much of the claim (default: all that is free)"))
    .addOption(
      optional("room", "Room that keeps the claim, as the directory names it (default: receivables)"),
    )
    .addOption(optional("until", "Until when the offer is good: a day (its end, UTC) or an instant"))
    .addOption(optional("out", "File to write"))
    .addOption(optional("nonce", "Number of the offer (default: the first that is not used)"))
    .addOption(optional("bank", "Bank of the money, if several issue the currency"))
    .addOption(optional("price", "Discount: what the units cost"))
    .addOption(optional("buyBackUntil", "Discount: until when the seller may buy the units back"))
    .addOption(optional("buyBackPrice", "Discount: at which price"))
    .addOption(optional("principal", "Loan: what is lent"))
    .addOption(optional("due", "Loan: when all is to be repaid, a day (its end, UTC) or an instant"))
    .addOption(
      optional("advance", "Loan: how much of the value is lent at most, such as '80 %' (default: 100 %)"),
    )
    .addOption(
      optional("value", "Loan: what the units are taken to be worth (default: what is unpaid on them)"),
    )
    .addOption(optional("fee", "Loan: a fee that is owed with it"))
    .addOption(optional("rate", "Loan: interest of a year of 360 days, such as '3.60 %' (default: none)"))
    .addOption(optional("overdueRate", "Loan: the same from the due date on (default: as --rate)"))
    .addOption(optional("graceDays", "Loan: days after the due date before it is in default (default: 0)"))
    .setAction(() => import("./finance/offer.ts"))
    .build(),
  writes(
    ["finance", "accept"],
    "Accepts an offer as the holder that it names: units and money change hands at once.",
    "finance accept offer.json --as delta-castings",
  )
    .addPositionalArgument(file)
    .setAction(() => import("./finance/accept.ts"))
    .build(),
  writes(
    ["finance", "cancel"],
    "Takes back every offer of the signer with these numbers.",
    "finance cancel 3,4 --as jade-bank",
  )
    .addPositionalArgument({ name: "nonces", description: "Numbers of offers, comma-separated" })
    .setAction(() => import("./finance/cancel.ts"))
    .build(),
  writes(
    ["finance", "repay"],
    "Repays a loan, whole or in part.",
    `finance repay ${id} --amount '1000.00 EUR' --as delta-castings`,
  )
    .addPositionalArgument(loan)
    .addOption(optional("amount", "How much at most (default: all that is owed)"))
    .addFlag({
      name: "fromClaim",
      description: "Takes the money out of what the debtor paid on the pledged units",
    })
    .setAction(() => import("./finance/repay.ts"))
    .build(),
  writes(
    ["finance", "buy-back"],
    "Buys discounted units back, as their seller.",
    "finance buy-back offer.json --as delta-castings",
  )
    .addPositionalArgument(file)
    .addOption(optional("receiver", "Account of the seller that gets the units (default: the one that sold)"))
    .addOption(optional("minUnpaid", "What the debtor must still owe on them (default: as in the offer)"))
    .setAction(() => import("./finance/buy-back.ts"))
    .build(),
  writes(
    ["finance", "allow-buy-back"],
    "Lets the contract move discounted units of the signer, a bank, so that the seller can buy them back.",
    "finance allow-buy-back offer.json --as jade-bank",
  )
    .addPositionalArgument(file)
    .setAction(() => import("./finance/allow-buy-back.ts"))
    .build(),
  writes(
    ["finance", "default"],
    "Puts the default of a loan on record.",
    `finance default ${id} --as jade-bank`,
  )
    .addPositionalArgument(loan)
    .setAction(() => import("./finance/default.ts"))
    .build(),
  writes(
    ["finance", "enforce"],
    "Takes pledged units for what is owed on a loan in default, as the bank.",
    `finance enforce ${id} --as jade-bank`,
  )
    .addPositionalArgument(loan)
    .setAction(() => import("./finance/enforce.ts"))
    .build(),
  writes(
    ["finance", "limit"],
    "Limits what the signer's bank lends on a debtor.",
    "finance limit orion-motors '50000.00 EUR' --as jade-bank",
  )
    .addPositionalArgument({ name: "debtor", description: "A member" })
    .addPositionalArgument({
      name: "amount",
      description: "Principal and currency, or 'none EUR' for no limit",
    })
    .addOption(optional("bank", "Bank of the money, if several issue the currency"))
    .setAction(() => import("./finance/limit.ts"))
    .build(),
  reads(
    ["finance", "list"],
    "Lists loans, discounts and cancelled offers, of a member or all.",
    "finance list --member jade-bank",
  )
    .addOption(optional("member", "Bank or holder: alias (nordgrid), number or name of a member"))
    .setAction(() => import("./finance/list.ts"))
    .build(),
  reads(["finance", "show"], "Shows a loan or discount and what happened to it.", `finance show ${id}`)
    .addPositionalArgument({ name: "id", description: "Id of the loan or discount (`finance list`)" })
    .setAction(() => import("./finance/show.ts"))
    .build(),
  reads(
    ["finance", "exposure"],
    "Shows what banks have out, per bank and debtor: loans, claims and bills held.",
    "finance exposure --member jade-bank",
  )
    .addOption(optional("member", "One bank only: alias (nordgrid), number or name"))
    .setAction(() => import("./finance/exposure.ts"))
    .build(),
];
