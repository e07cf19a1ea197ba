import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const amount = { name: "amount", description: "Amount and currency, such as '1250.50 EUR'" } as const;
const member = { name: "member", description: "Alias (nordgrid), number or name of a member" } as const;
const ids = { name: "ids", description: "Numbers as `netting queue` lists them, comma-separated" } as const;
const mode = optional(
  "mode",
  "How to choose: fifo, bypass (passes over what may wait) or optimal (default: the largest value)",
);
const exclude = optional("exclude", "Members to leave out beside those that are suspended, comma-separated");
const guarantor = optional("guarantor", "The bank, when the issuer of the currency acts for it");

/** Every task of netting. */
export const nettingTasks: TaskDefinition[] = [
  emptyTask("netting", "Obligations between members, netted and settled in cycles").build(),
  reads(["netting", "status"], "Shows cycles, positions and proposals.", "netting status")
    .setAction(() => import("./netting/status.ts"))
    .build(),
  writes(["netting", "join"], "Takes part, to owe and be owed.", "netting join --as delta-castings")
    .setAction(() => import("./netting/join.ts"))
    .build(),
  writes(
    ["netting", "deposit"],
    "Deposits money for netting.",
    "netting deposit '50000.00 EUR' --as orion-motors",
  )
    .addPositionalArgument(amount)
    .setAction(() => import("./netting/deposit.ts"))
    .build(),
  writes(
    ["netting", "withdraw"],
    "Takes money out of netting.",
    "netting withdraw '10000.00 EUR' --as orion-motors",
  )
    .addPositionalArgument(amount)
    .addOption(optional("to", "Another account of the same member"))
    .setAction(() => import("./netting/withdraw.ts"))
    .build(),
  writes(
    ["netting", "submit"],
    "Submits the obligations of a file whose debtor is the signer's member; the same file twice is submitted once.",
    "netting submit data/obligations.csv --as orion-motors",
  )
    .addPositionalArgument({
      name: "file",
      description: "CSV with the columns debtor,creditor,amount,priority,options,versus,uetr; or .jsonl",
    })
    .addOption(optional("label", "Tells a file from an equal one that was submitted before"))
    .setAction(() => import("./netting/submit.ts"))
    .build(),
  reads(
    ["netting", "queue"],
    "Lists what waits, checked against the contract's digest.",
    "netting queue --member orion-motors",
  )
    .addOption(optional("member", "Only obligations of this member, as debtor or creditor"))
    .setAction(() => import("./netting/queue.ts"))
    .build(),
  writes(["netting", "hold"], "Lets obligations wait.", "netting hold 12,13 --as orion-motors")
    .addPositionalArgument(ids)
    .setAction(() => import("./netting/hold.ts"))
    .build(),
  writes(
    ["netting", "release"],
    "Lets them go on, or agrees to the counter leg of a pair.",
    "netting release 12 --as orion-motors",
  )
    .addPositionalArgument(ids)
    .setAction(() => import("./netting/release.ts"))
    .build(),
  writes(
    ["netting", "cancel"],
    "Takes obligations out of the queue for good.",
    "netting cancel 12 --as orion-motors",
  )
    .addPositionalArgument(ids)
    .setAction(() => import("./netting/cancel.ts"))
    .build(),
  reads(
    ["netting", "solve"],
    "Computes what of the closed cycle can be settled, and what that saves.",
    "netting solve --mode optimal",
  )
    .addOption(mode)
    .addOption(exclude)
    .setAction(() => import("./netting/solve.ts"))
    .build(),
  writes(
    ["netting", "propose"],
    "Computes the same and proposes it; the best proposal is settled.",
    "netting propose --as nordgrid",
  )
    .addOption(mode)
    .addOption(exclude)
    .setAction(() => import("./netting/propose.ts"))
    .build(),
  writes(
    ["netting", "settle"],
    "Settles the closed cycle by the proposal whose turn it is, else by what it computes.",
    "netting settle --as nordgrid",
  )
    .addOption(mode)
    .addOption(exclude)
    .setAction(() => import("./netting/settle.ts"))
    .build(),
  reads(
    ["netting", "statement"],
    "Lists what moved a member's position: deposits, cycles with gross and net, withdrawals.",
    "netting statement orion-motors --json",
  )
    .addPositionalArgument(member)
    .setAction(() => import("./netting/statement.ts"))
    .build(),
  writes(
    ["netting", "reserve"],
    "Keeps a share of a balance out of reach of cycles: the signer's own, or another's by the issuer.",
    "netting reserve 10 EUR --as orion-motors",
  )
    .addPositionalArgument({ name: "share", description: "0 to 100 percent" })
    .addPositionalArgument({ name: "currency", description: "Three letters" })
    .addOption(optional("member", "The member whose risk the issuer limits"))
    .setAction(() => import("./netting/reserve.ts"))
    .build(),
  writes(
    ["netting", "grant-line"],
    "Lets a member's balance fall below zero, backed by the signer's own (banks).",
    "netting grant-line orion-motors '5000.00 EUR' --as aurum-bank",
  )
    .addPositionalArgument(member)
    .addPositionalArgument(amount)
    .setAction(() => import("./netting/grant-line.ts"))
    .build(),
  writes(
    ["netting", "revoke-line"],
    "Takes back what the member does not use of a line.",
    "netting revoke-line orion-motors '5000.00 EUR' --as aurum-bank",
  )
    .addPositionalArgument(member)
    .addPositionalArgument(amount)
    .addOption(guarantor)
    .setAction(() => import("./netting/revoke-line.ts"))
    .build(),
  writes(
    ["netting", "honour-line"],
    "Pays a line into the member's position; the line shrinks.",
    "netting honour-line orion-motors '5000.00 EUR' --as aurum-bank",
  )
    .addPositionalArgument(member)
    .addPositionalArgument(amount)
    .addOption(guarantor)
    .setAction(() => import("./netting/honour-line.ts"))
    .build(),
  writes(
    ["netting", "pay-out"],
    "Puts the position of a member that cannot act aside for it (issuer of the currency).",
    "netting pay-out kappa-fasteners '100.00 EUR' --as aurum-bank",
  )
    .addPositionalArgument(member)
    .addPositionalArgument(amount)
    .addOption(optional("to", "Account of that member; its first one if left out"))
    .setAction(() => import("./netting/pay-out.ts"))
    .build(),
];
