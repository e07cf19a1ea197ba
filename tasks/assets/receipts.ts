import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const receipt = { name: "receipt", description: "Id of the receipt, as `receipt issue` printed it" } as const;
const quantity = {
  name: "quantity",
  description: "Quantity and unit of the receipt, such as '250 kg'",
} as const;
const pledge = { name: "pledge", description: "Id of the pledge (`receipt show`)" } as const;
const surrender = { name: "surrender", description: "Id of the surrender (`receipt show`)" } as const;
const evidence = optional(
  "evidence",
  "What it rests on: a text, whose digest goes on the ledger, or 32 bytes",
);
const id = "0x5f…c2";

/** Every task on warehouse receipts. */
export const receiptTasks: TaskDefinition[] = [
  emptyTask("receipt", "Warehouse receipts: goods that are passed on, pledged and delivered").build(),
  writes(
    ["receipt", "attest"],
    "Vouches for a warehouse's site, as an inspector; a time that is past withdraws it.",
    "receipt attest meridian-logistics 'Orion Motors plant 1' --until 2031-12-31 --evidence audit-17 --as clearview-audit",
  )
    .addPositionalArgument({ name: "warehouse", description: "The member that keeps the site" })
    .addPositionalArgument({ name: "site", description: "Name of the place, as receipts write it" })
    .addOption(optional("until", "Until when: a day (its end, UTC) or an instant"))
    .addOption(evidence)
    .setAction(() => import("./receipt/attest.ts"))
    .build(),
  writes(
    ["receipt", "issue"],
    "Issues a receipt for a lot of goods, as its warehouse.",
    "receipt issue data/warehouse-receipt.yaml --as meridian-logistics",
  )
    .addPositionalArgument({ name: "file", description: "YAML that tells of the lot" })
    .setAction(() => import("./receipt/issue.ts"))
    .build(),
  reads(
    ["receipt", "list"],
    "Lists the receipts of a member, or all.",
    "receipt list --member kappa-fasteners",
  )
    .addOption(
      optional(
        "member",
        "Warehouse, depositor, holder or pledgee: alias (nordgrid), number or name of a member",
      ),
    )
    .setAction(() => import("./receipt/list.ts"))
    .build(),
  reads(
    ["receipt", "show"],
    "Shows a receipt: goods, holders, pledges, surrenders, what happened.",
    `receipt show ${id}`,
  )
    .addPositionalArgument(receipt)
    .setAction(() => import("./receipt/show.ts"))
    .build(),
  reads(
    ["receipt", "lineage"],
    "Draws where the units of a receipt came from and went.",
    `receipt lineage ${id}`,
  )
    .addPositionalArgument(receipt)
    .setAction(() => import("./receipt/lineage.ts"))
    .build(),
  writes(
    ["receipt", "grade"],
    "Says of which grade the goods are, as the inspector.",
    `receipt grade ${id} A7 --evidence 'assay 881' --as clearview-audit`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument({ name: "grade", description: "The grade, 31 bytes at most" })
    .addOption(evidence)
    .setAction(() => import("./receipt/grade.ts"))
    .build(),
  writes(
    ["receipt", "extend"],
    "Keeps the goods longer, as the warehouse.",
    `receipt extend ${id} --until 2032-06-30 --as meridian-logistics`,
  )
    .addPositionalArgument(receipt)
    .addOption(optional("until", "Until when: a day (its end, UTC) or an instant"))
    .setAction(() => import("./receipt/extend.ts"))
    .build(),
  writes(
    ["receipt", "transfer"],
    "Passes part of a receipt on.",
    `receipt transfer ${id} orion-motors '250 kg' --as kappa-fasteners`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument({ name: "to", description: "Who gets it: a member or an account" })
    .addPositionalArgument(quantity)
    .setAction(() => import("./receipt/transfer.ts"))
    .build(),
  writes(
    ["receipt", "pledge"],
    "Pledges part of a receipt to a member.",
    `receipt pledge ${id} aurum-bank '250 kg' --from 2031-10-01 --until 2031-12-31 --as kappa-fasteners`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument({ name: "pledgee", description: "The member that it secures" })
    .addPositionalArgument(quantity)
    .addOption(
      optional("from", "From when on the pledgee may take it: a day (its beginning, UTC) or an instant"),
    )
    .addOption(optional("until", "Until when, then it is free again: a day (its end, UTC) or an instant"))
    .addOption(optional("agreement", "The agreement: a text, whose digest goes on the ledger, or 32 bytes"))
    .setAction(() => import("./receipt/pledge.ts"))
    .build(),
  writes(
    ["receipt", "release-pledge"],
    "Frees pledged units, as the pledgee; as anyone once it has expired.",
    `receipt release-pledge ${id} 0x1a…0b --as aurum-bank`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument(pledge)
    .addOption(optional("quantity", "How much (default: all of it)"))
    .setAction(() => import("./receipt/release-pledge.ts"))
    .build(),
  writes(
    ["receipt", "enforce"],
    "Takes pledged units, as the pledgee.",
    `receipt enforce ${id} 0x1a…0b --as aurum-bank`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument(pledge)
    .setAction(() => import("./receipt/enforce.ts"))
    .build(),
  writes(
    ["receipt", "recount"],
    "Reports what was counted, as the warehouse or the inspector.",
    `receipt recount ${id} '848 kg' --evidence 'stocktaking 12' --as meridian-logistics`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument(quantity)
    .addOption(evidence)
    .setAction(() => import("./receipt/recount.ts"))
    .build(),
  writes(
    ["receipt", "confirm-recount"],
    "Confirms what the other side counted.",
    `receipt confirm-recount ${id} '700 kg' --evidence 'audit 18' --as clearview-audit`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument(quantity)
    .addOption(evidence)
    .setAction(() => import("./receipt/confirm-recount.ts"))
    .build(),
  writes(
    ["receipt", "reject-recount"],
    "Rejects what the other side counted, or withdraws one's own count.",
    `receipt reject-recount ${id} --reason 'hall 4 not counted' --as meridian-logistics`,
  )
    .addPositionalArgument(receipt)
    .addOption(optional("reason", "Grounds; their digest goes on the ledger"))
    .setAction(() => import("./receipt/reject-recount.ts"))
    .build(),
  writes(
    ["receipt", "surrender"],
    "Asks for the goods of one's own units.",
    `receipt surrender ${id} '250 kg' --taker orion-motors --as delta-castings`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument(quantity)
    .addOption(optional("taker", "Who receives the goods: a member or an account (default: who signs)"))
    .setAction(() => import("./receipt/surrender.ts"))
    .build(),
  writes(
    ["receipt", "take-back"],
    "Takes back a surrender that was not delivered.",
    `receipt take-back ${id} 0x1a…0b --as delta-castings`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument(surrender)
    .setAction(() => import("./receipt/take-back.ts"))
    .build(),
  writes(
    ["receipt", "deliver"],
    "Records a delivery as the warehouse, or signs for the goods as their taker.",
    `receipt deliver ${id} 0x1a…0b --evidence 'note 7' --signature 0x… --as meridian-logistics`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument(surrender)
    .addOption(evidence)
    .addFlag({ name: "sign", description: "Signs only, as the taker; prints the signature" })
    .addOption(optional("signature", "The taker's signature, as --sign printed it"))
    .setAction(() => import("./receipt/deliver.ts"))
    .build(),
  writes(
    ["receipt", "recover"],
    "Moves what a lost account holds of a receipt to the signer's, pledges too.",
    `receipt recover ${id} 0xLost --as kappa-fasteners`,
  )
    .addPositionalArgument(receipt)
    .addPositionalArgument({ name: "account", description: "The account that is frozen or removed" })
    .setAction(() => import("./receipt/recover.ts"))
    .build(),
];
