import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";
import { billTasks } from "./bills.ts";
import { financeTasks } from "./finance.ts";
import { receiptTasks } from "./receipts.ts";
import { titleTasks } from "./titles.ts";

const claim = { name: "claim", description: "Id of the claim, as `asset issue` printed it" } as const;
const amount = { name: "amount", description: "Amount and currency, such as '1250.50 EUR'" } as const;
const id = "0x5f…c2";

/** Every task of the room `assets`. */
export const assetsTasks: TaskDefinition[] = [
  emptyTask("asset", "Claims: receivables that are issued, passed on, pledged and paid").build(),
  reads(["asset", "classes"], "Lists the classes under which claims are issued.", "asset classes")
    .setAction(() => import("./classes.ts"))
    .build(),
  writes(
    ["asset", "release"],
    "Releases a class of claims from its file.",
    "asset release data/asset-class.yaml --as delta-castings",
  )
    .addPositionalArgument({ name: "file", description: "YAML that defines the class" })
    .setAction(() => import("./release.ts"))
    .build(),
  writes(["asset", "close"], "Closes a class to new claims.", "asset close 1 --as delta-castings")
    .addPositionalArgument({ name: "class", description: "Number of the class" })
    .setAction(() => import("./close.ts"))
    .build(),
  writes(
    ["asset", "issue"],
    "Registers an invoice; it is a claim once its debtor accepts it.",
    "asset issue data/invoice.yaml --as delta-castings",
  )
    .addPositionalArgument({ name: "file", description: "YAML that tells of the invoice" })
    .setAction(() => import("./issue.ts"))
    .build(),
  writes(
    ["asset", "accept"],
    "Accepts an invoice as its debtor, signs that one does, or delivers what it signed.",
    `asset accept ${id} --as orion-motors`,
  )
    .addPositionalArgument(claim)
    .addFlag({ name: "sign", description: "Signs only, for another one to deliver; prints the acceptance" })
    .addOption(optional("acceptance", "Delivers an acceptance, as --sign printed it"))
    .setAction(() => import("./accept.ts"))
    .build(),
  writes(
    ["asset", "reject"],
    "Refuses an invoice for good, as its debtor.",
    `asset reject ${id} --reason 'not delivered' --as orion-motors`,
  )
    .addPositionalArgument(claim)
    .addOption(optional("reason", "Grounds; their digest goes on the ledger"))
    .setAction(() => import("./reject.ts"))
    .build(),
  writes(
    ["asset", "withdraw"],
    "Withdraws an invoice for good, before it is accepted.",
    `asset withdraw ${id} --as delta-castings`,
  )
    .addPositionalArgument(claim)
    .setAction(() => import("./withdraw.ts"))
    .build(),
  reads(["asset", "list"], "Lists the claims of a member, or all.", "asset list --member orion-motors")
    .addOption(
      optional("member", "Debtor, creditor, holder or pledgee: alias (nordgrid), number or name of a member"),
    )
    .setAction(() => import("./list.ts"))
    .build(),
  reads(["asset", "show"], "Shows a claim: terms, holders, pledges, what happened.", `asset show ${id}`)
    .addPositionalArgument(claim)
    .setAction(() => import("./show.ts"))
    .build(),
  reads(["asset", "lineage"], "Draws where the units of a claim came from and went.", `asset lineage ${id}`)
    .addPositionalArgument(claim)
    .setAction(() => import("./lineage.ts"))
    .build(),
  writes(
    ["asset", "transfer"],
    "Passes part of a claim on.",
    `asset transfer ${id} kappa-fasteners '4000.00 EUR' --as delta-castings`,
  )
    .addPositionalArgument(claim)
    .addPositionalArgument({ name: "to", description: "Who gets it: a member or an account" })
    .addPositionalArgument(amount)
    .setAction(() => import("./transfer.ts"))
    .build(),
  writes(
    ["asset", "pledge"],
    "Pledges part of a claim to a member.",
    `asset pledge ${id} aurum-bank '1000.00 EUR' --from 2031-10-01 --until 2031-12-31 --as kappa-fasteners`,
  )
    .addPositionalArgument(claim)
    .addPositionalArgument({ name: "pledgee", description: "The member that it secures" })
    .addPositionalArgument(amount)
    .addOption(
      optional("from", "From when on the pledgee may take it: a day (its beginning, UTC) or an instant"),
    )
    .addOption(optional("until", "Until when, then it is free again: a day (its end, UTC) or an instant"))
    .addOption(optional("agreement", "The agreement: a text, whose digest goes on the ledger, or 32 bytes"))
    .setAction(() => import("./pledge.ts"))
    .build(),
  writes(
    ["asset", "release-pledge"],
    "Frees pledged units, as the pledgee; as anyone once it has expired.",
    `asset release-pledge ${id} 0x1a…0b --as aurum-bank`,
  )
    .addPositionalArgument(claim)
    .addPositionalArgument({ name: "pledge", description: "Id of the pledge (`asset show`)" })
    .addOption(optional("amount", "How much (default: all of it)"))
    .setAction(() => import("./release-pledge.ts"))
    .build(),
  writes(
    ["asset", "enforce"],
    "Takes pledged units, as the pledgee.",
    `asset enforce ${id} 0x1a…0b --as aurum-bank`,
  )
    .addPositionalArgument(claim)
    .addPositionalArgument({ name: "pledge", description: "Id of the pledge (`asset show`)" })
    .setAction(() => import("./enforce.ts"))
    .build(),
  writes(
    ["asset", "pay"],
    "Pays on a claim, whole or in part.",
    `asset pay ${id} --amount '5000.00 EUR' --as orion-motors`,
  )
    .addPositionalArgument(claim)
    .addOption(optional("amount", "How much (default: all that is owed)"))
    .setAction(() => import("./pay.ts"))
    .build(),
  writes(
    ["asset", "redeem"],
    "Pays holders what is due to them: one, or all whom it can reach.",
    `asset redeem ${id} --as delta-castings`,
  )
    .addPositionalArgument(claim)
    .addOption(optional("holder", "A member or an account (default: all holders)"))
    .setAction(() => import("./redeem.ts"))
    .build(),
  writes(
    ["asset", "credit"],
    "Lowers the debt by a credit note, at the cost of the signer's own units.",
    `asset credit ${id} '250.00 EUR' --note 'CN-2031/7' --as delta-castings`,
  )
    .addPositionalArgument(claim)
    .addPositionalArgument(amount)
    .addOption(optional("note", "The credit note: a text, whose digest goes on the ledger, or 32 bytes"))
    .setAction(() => import("./credit.ts"))
    .build(),
  writes(
    ["asset", "demand-recourse"],
    "Calls on the creditor to pay in the debtor's place, after default.",
    `asset demand-recourse ${id} --as aurum-bank`,
  )
    .addPositionalArgument(claim)
    .setAction(() => import("./demand-recourse.ts"))
    .build(),
  writes(
    ["asset", "honour-recourse"],
    "Pays a holder in the debtor's place and takes its units back, as the creditor.",
    `asset honour-recourse ${id} aurum-bank --as delta-castings`,
  )
    .addPositionalArgument(claim)
    .addPositionalArgument({ name: "holder", description: "The member or account that demanded it" })
    .addOption(optional("amount", "Units (default: all that are free)"))
    .setAction(() => import("./honour-recourse.ts"))
    .build(),
  writes(
    ["asset", "recover"],
    "Moves what a lost account holds of a claim to the signer's, pledges too.",
    `asset recover ${id} 0xLost --as kappa-fasteners`,
  )
    .addPositionalArgument(claim)
    .addPositionalArgument({ name: "account", description: "The account that is frozen or removed" })
    .setAction(() => import("./recover.ts"))
    .build(),

  ...billTasks,
  ...titleTasks,
  ...receiptTasks,
  ...financeTasks,
];
