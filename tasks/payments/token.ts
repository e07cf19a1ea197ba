import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const payee = {
  name: "payee",
  description: "Who gets it: alias, number or name of a member, or an account",
} as const;
const amount = { name: "amount", description: "Amount and currency, such as '1250.50 EUR'" } as const;
const account = {
  name: "account",
  description: "Account, or the member whose first account is meant",
} as const;
const contract = {
  name: "contract",
  description: "Name in the directory (paymentEscrow), or an address",
} as const;
const limitClass = {
  name: "class",
  description: "Class of accounts, 0 to 255; every account begins in 0",
} as const;
const quarantineId = {
  name: "id",
  description: "Number of the quarantined payment (`token quarantine`)",
} as const;
const currency = optional("currency", "Currency, if the alliance has several");
const bank = optional(
  "bank",
  "Bank whose money is meant, if several issue the currency; issuers mean their own",
);
const reference = optional(
  "reference",
  "What it is for: a text, whose digest goes on the ledger, or 32 bytes",
);

/** Every task for money. */
export const tokenTasks: TaskDefinition[] = [
  emptyTask("token", "Money of the banks").build(),
  writes(
    ["token", "issue"],
    "Creates money for a deposit, once per reference (issuer).",
    "token issue orion-motors '250000.00 EUR' --reference 'deposit 4711' --as aurum-bank",
  )
    .addPositionalArgument({ name: "to", description: "Who gets it: a member or an account" })
    .addPositionalArgument(amount)
    .addOption(reference)
    .addOption(bank)
    .setAction(() => import("./token/issue.ts"))
    .build(),
  writes(
    ["token", "redeem"],
    "Gives money back to its bank, which pays it out.",
    "token redeem '1000.00 EUR' --reference 'payout 12' --bank aurum-bank --as orion-motors",
  )
    .addPositionalArgument(amount)
    .addOption(reference)
    .addOption(bank)
    .setAction(() => import("./token/redeem.ts"))
    .build(),
  reads(
    ["token", "balance"],
    "Shows what a member holds, and what it may pay today.",
    "token balance orion-motors",
  )
    .addPositionalArgument({ name: "who", description: "A member, or one account" })
    .setAction(() => import("./token/balance.ts"))
    .build(),
  writes(
    ["token", "transfer"],
    "Pays.",
    "token transfer delta-castings '1250.50 EUR' --reason SUPP --bank aurum-bank --as orion-motors",
  )
    .addPositionalArgument(payee)
    .addPositionalArgument(amount)
    .addOption(optional("uetr", "End-to-end reference, a UUIDv4 (default a new one, which is printed)"))
    .addOption(optional("reason", "Purpose code of ISO 20022, such as SALA"))
    .addOption(bank)
    .setAction(() => import("./token/transfer.ts"))
    .build(),
  writes(
    ["token", "transfer-batch"],
    "Pays many; run again, it pays what is left.",
    "token transfer-batch data/payroll.csv --bank aurum-bank --as orion-motors",
  )
    .addPositionalArgument({ name: "file", description: "CSV or JSON with payee, amount, uetr, reason" })
    .addOption(optional("label", "Tells apart two runs that are meant to pay the same file (payroll of May)"))
    .addOption(bank)
    .setAction(() => import("./token/transfer-batch.ts"))
    .build(),
  writes(
    ["token", "approve"],
    "Lets a contract spend from the signer's account.",
    "token approve currencyExchange --currency EUR --bank aurum-bank --as orion-motors",
  )
    .addPositionalArgument({ ...contract, name: "spender" })
    .addOption(optional("amount", "Most that it may spend ('5000.00 EUR'); without it, any amount"))
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/approve.ts"))
    .build(),
  reads(
    ["token", "statement"],
    "Shows every movement of an account with its running balance.",
    "token statement orion-motors --currency EUR --bank aurum-bank",
  )
    .addPositionalArgument(account)
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/statement.ts"))
    .build(),
  writes(
    ["token", "limit"],
    "Sets what accounts of a class may pay (issuer).",
    "token limit 0 --per-payment '50000.00 EUR' --per-day '200000.00 EUR' --as aurum-bank",
  )
    .addPositionalArgument(limitClass)
    .addOption(optional("perPayment", "Most that one payment may carry"))
    .addOption(optional("perDay", "Most that an account may pay in a UTC day"))
    .addOption(bank)
    .setAction(() => import("./token/limit.ts"))
    .build(),
  writes(
    ["token", "bind-limits"],
    "Makes limits that were lowered hold at once.",
    "token bind-limits orion-motors,delta-castings --currency EUR --bank aurum-bank --as aurum-bank",
  )
    .addPositionalArgument({ name: "accounts", description: "Accounts or members, comma-separated" })
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/bind-limits.ts"))
    .build(),
  writes(
    ["token", "classify"],
    "Puts an account under the limits of a class (issuer).",
    "token classify kappa-fasteners 1 --currency EUR --as aurum-bank",
  )
    .addPositionalArgument(account)
    .addPositionalArgument(limitClass)
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/classify.ts"))
    .build(),
  writes(
    ["token", "freeze"],
    "Stops an account in this money (issuer).",
    "token freeze kappa-fasteners --currency EUR --as aurum-bank",
  )
    .addPositionalArgument(account)
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/freeze.ts"))
    .build(),
  writes(
    ["token", "unfreeze"],
    "Lifts the issuer's freeze (issuer).",
    "token unfreeze kappa-fasteners --currency EUR --as aurum-bank",
  )
    .addPositionalArgument(account)
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/unfreeze.ts"))
    .build(),
  writes(
    ["token", "recover"],
    "Moves the balance of a lost account to another one of its member (issuer).",
    "token recover 0xLost 0xNew --reference 'case 9' --currency EUR --as aurum-bank",
  )
    .addPositionalArgument({
      name: "lost",
      description: "Account whose key is lost; it may be frozen or removed",
    })
    .addPositionalArgument({ name: "to", description: "Account of the same member that takes its place" })
    .addOption(reference)
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/recover.ts"))
    .build(),
  reads(
    ["token", "quarantine"],
    "Lists money that could not reach its payee.",
    "token quarantine --currency EUR --bank aurum-bank",
  )
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/quarantine.ts"))
    .build(),
  writes(
    ["token", "claim"],
    "Takes quarantined money that is meant for the signer's member.",
    "token claim 1 --currency EUR --bank aurum-bank --as delta-castings",
  )
    .addPositionalArgument(quarantineId)
    .addOption(optional("to", "Account that gets it (default the signer)"))
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/claim.ts"))
    .build(),
  writes(
    ["token", "return"],
    "Sends quarantined money back to where it came from (issuer).",
    "token return 1 --reference 'account closed' --currency EUR --as aurum-bank",
  )
    .addPositionalArgument(quarantineId)
    .addOption(optional("to", "Another account of that member, if the one it came from is gone"))
    .addOption(reference)
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/return.ts"))
    .build(),
  writes(
    ["token", "admit"],
    "Lets a contract hold this money for members (issuer).",
    "token admit paymentEscrow --currency EUR --as aurum-bank",
  )
    .addPositionalArgument(contract)
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/admit.ts"))
    .build(),
  writes(
    ["token", "dismiss"],
    "Lets a contract receive this money no more; it still pays out (issuer).",
    "token dismiss paymentEscrow --currency EUR --as aurum-bank",
  )
    .addPositionalArgument(contract)
    .addOption(currency)
    .addOption(bank)
    .setAction(() => import("./token/dismiss.ts"))
    .build(),
];
