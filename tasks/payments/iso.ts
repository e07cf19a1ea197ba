import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const accounts = optional(
  "accounts",
  "Address book: accounts of messages and of the ledger (default data/accounts.yaml)",
);
const store = optional("store", "Folder that remembers payments between messages (default payments-store)");
const bank = optional(
  "bank",
  "Bank whose money is meant; of several, by default the one that keeps the account",
);

/** Every task for messages of ISO 20022. */
export const isoTasks: TaskDefinition[] = [
  emptyTask(["payments", "iso"], "Messages of ISO 20022").build(),
  writes(
    ["payments", "iso", "import"],
    "Reads a message, checks the whole of it and enters its payments, statuses or returns.",
    "payments iso import data/payroll.pain001.xml --send --as orion-motors",
  )
    .addPositionalArgument({
      name: "file",
      description: "A pain.001, pacs.008, pacs.009, pacs.002, pacs.004 or camt.053",
    })
    .addOption(accounts)
    .addOption(store)
    .addOption(optional("plan", "File to write the payments to, as a batch for the token"))
    .addFlag({ name: "send", description: "Pays what is due from accounts of --as" })
    .addOption(bank)
    .setAction(() => import("./iso/import.ts"))
    .build(),
  reads(
    ["payments", "iso", "export"],
    "Writes a message.",
    "payments iso export camt.053 --account GH-ORION-1 --currency EUR --day 2026-12-01 --out statement.xml",
  )
    .addPositionalArgument({
      name: "kind",
      description: "camt.053, pain.001, pacs.008, pacs.009, pacs.002 or pacs.004",
    })
    .addOption(
      optional("account", "camt.053: the account, by its IBAN or other number, its address, or its member"),
    )
    .addOption(optional("currency", "camt.053: its currency"))
    .addOption(optional("day", "camt.053: the day, UTC"))
    .addOption(optional("orders", "pain.001, pacs.008, pacs.009: file of payment orders"))
    .addOption(optional("for", "pacs.002: the message that is answered"))
    .addOption(optional("uetr", "pacs.004: the payment that comes back"))
    .addOption(optional("amount", "pacs.004: what comes back (980.00 EUR)"))
    .addOption(optional("charges", "pacs.004: what is kept back of it (20.00 EUR)"))
    .addOption(optional("reason", "pacs.004: code of the reason (AC04)"))
    .addOption(optional("messageId", "Id of the message (default a new one)"))
    .addOption(optional("addresses", "Which addresses may leave: hybrid (default) or structured"))
    .addOption(optional("out", "File to write; otherwise the message is printed"))
    .addOption(accounts)
    .addOption(store)
    .addOption(bank)
    .setAction(() => import("./iso/export.ts"))
    .build(),
  reads(
    ["payments", "reconcile"],
    "Compares a bank's statement with the ledger; exit code 1 when something differs.",
    "payments reconcile statement.xml --account orion-motors",
  )
    .addPositionalArgument({ name: "file", description: "A camt.053" })
    .addOption(
      optional("account", "Account of the ledger, if the address book does not have the statement's"),
    )
    .addOption(accounts)
    .addOption(bank)
    .setAction(() => import("./reconcile.ts"))
    .build(),
];
