import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const order = { name: "order", description: "Number of the order" } as const;
const delivery = { name: "delivery", description: "Number of the delivery within the order" } as const;
const invoice = { name: "invoice", description: "Number of the invoice, or its id" } as const;
const reason = optional("reason", "Grounds; their digest goes on the ledger");
const evidence = optional("evidence", "File that shows it, or its digest; the digest goes on the ledger");
const amount = (what: string) => optional("amount", `${what}, such as 400.00`);

/** Tasks on orders, deliveries and invoices. */
export const orderTasks: TaskDefinition[] = [
  emptyTask("order", "Orders, from placement to payment").build(),
  reads(["order", "list"], "Lists orders.", "order list --buyer orion-motors")
    .addOption(optional("buyer", "Only those of this buyer"))
    .addOption(optional("supplier", "Only those of this supplier"))
    .addOption(optional("status", "Only those that stand there: placed, accepted, shipped, …"))
    .setAction(() => import("./order/list.ts"))
    .build(),
  reads(
    ["order", "show"],
    "Shows an order, its deliveries and invoices, and what comes next.",
    "order show 1",
  )
    .addPositionalArgument(order)
    .setAction(() => import("./order/show.ts"))
    .build(),
  writes(["order", "place"], "Places an order.", "order place data/order.yaml --as orion-motors")
    .addPositionalArgument({ name: "file", description: "The order's file" })
    .setAction(() => import("./order/place.ts"))
    .build(),
  reads(
    ["order", "check"],
    "Checks an order's file, and that it is the one of an order on the ledger.",
    "order check data/order.yaml --order 1",
  )
    .addPositionalArgument({ name: "file", description: "The order's file" })
    .addOption(optional("order", "Number of the order that it is compared with"))
    .setAction(() => import("./order/check.ts"))
    .build(),
  writes(["order", "accept"], "Accepts an order.", "order accept 1 --as delta-castings")
    .addPositionalArgument(order)
    .setAction(() => import("./order/accept.ts"))
    .build(),
  writes(
    ["order", "reject"],
    "Declines an order.",
    "order reject 1 --reason 'no capacity' --as delta-castings",
  )
    .addPositionalArgument(order)
    .addOption(reason)
    .setAction(() => import("./order/reject.ts"))
    .build(),
  writes(
    ["order", "cancel"],
    "Cancels what is not shipped, or asks the other party to agree.",
    "order cancel 1 --reason 'design changed' --as orion-motors",
  )
    .addPositionalArgument(order)
    .addOption(reason)
    .setAction(() => import("./order/cancel.ts"))
    .build(),
  writes(
    ["order", "escrow"],
    "Ties money that the buyer has set aside in the escrow to an order.",
    "order escrow 1 --as orion-motors",
  )
    .addPositionalArgument(order)
    .setAction(() => import("./order/escrow.ts"))
    .build(),
  writes(
    ["order", "ship"],
    "Records that goods left.",
    "order ship 1 --amount 400.00 --carrier meridian-logistics --evidence note.pdf --as delta-castings",
  )
    .addPositionalArgument(order)
    .addOption(amount("Value of the goods; all that is to be shipped unless given"))
    .addOption(optional("carrier", "Member that may report their receipt"))
    .addOption(evidence)
    .setAction(() => import("./order/ship.ts"))
    .build(),
  writes(
    ["order", "recall"],
    "Calls back goods that were not received.",
    "order recall 1 2 --evidence recall.pdf --as delta-castings",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(delivery)
    .addOption(evidence)
    .setAction(() => import("./order/recall.ts"))
    .build(),
  writes(
    ["order", "receive"],
    "Records that goods arrived.",
    "order receive 1 1 --at 2031-02-20T09:30+01:00 --evidence receipt.pdf --as orion-motors",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(delivery)
    .addOption(amount("Value of what arrived; all of the delivery unless given"))
    .addOption(optional("at", "When they arrived: an instant with its zone; now unless given"))
    .addOption(evidence)
    .setAction(() => import("./order/receive.ts"))
    .build(),
  writes(
    ["order", "inspect"],
    "Accepts goods and rejects the rest of the delivery.",
    "order inspect 1 1 --accept 350.00 --evidence report.pdf --as orion-motors",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(delivery)
    .addOption(optional("accept", "Value of what is accepted; all that arrived unless given"))
    .addOption(evidence)
    .setAction(() => import("./order/inspect.ts"))
    .build(),
  writes(
    ["order", "accept-by-lapse"],
    "Has goods counted as accepted that the buyer did not inspect in time.",
    "order accept-by-lapse 1 1 --as delta-castings",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(delivery)
    .setAction(() => import("./order/accept-by-lapse.ts"))
    .build(),
  writes(
    ["order", "return"],
    "Takes back accepted goods, and gives up their price.",
    "order return 1 1 --amount 50.00 --invoice RE-17 --evidence return.pdf --as delta-castings",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(delivery)
    .addOption(amount("Value of the goods that come back"))
    .addOption(optional("invoice", "Number of the invoice that is credited"))
    .addOption(
      optional("refundTo", "Account of the buyer that is paid back; its first one that may act unless given"),
    )
    .addOption(evidence)
    .setAction(() => import("./order/return.ts"))
    .build(),
  writes(
    ["order", "invoice"],
    "Invoices accepted goods.",
    "order invoice 1 RE-2031/17 --due 2031-04-30 --evidence invoice.pdf --as delta-castings",
  )
    .addPositionalArgument(order)
    .addPositionalArgument({ name: "number", description: "Number of the invoice" })
    .addOption(amount("Payable amount; all that is to be invoiced unless given"))
    .addOption(
      optional("due", "Last day of payment, or an instant; as early as the terms allow unless given"),
    )
    .addOption(evidence)
    .setAction(() => import("./order/invoice.ts"))
    .build(),
  writes(
    ["order", "accept-invoice"],
    "Accepts an invoice: the signer's organisation owes it.",
    "order accept-invoice 1 RE-2031/17 --as orion-motors",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(invoice)
    .addOption(evidence)
    .setAction(() => import("./order/accept-invoice.ts"))
    .build(),
  writes(
    ["order", "dispute-invoice"],
    "Refuses an invoice.",
    "order dispute-invoice 1 RE-2031/17 --reason 'price of line 2' --as orion-motors",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(invoice)
    .addOption(reason)
    .setAction(() => import("./order/dispute-invoice.ts"))
    .build(),
  writes(
    ["order", "credit"],
    "Reduces what is payable of an invoice.",
    "order credit 1 RE-2031/17 --amount 5.00 --evidence credit-note.pdf --as delta-castings",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(invoice)
    .addOption(amount("By how much"))
    .addOption(evidence)
    .setAction(() => import("./order/credit.ts"))
    .build(),
  writes(
    ["order", "pay"],
    "Pays an invoice, allowing the order book to draw the amount first.",
    "order pay 1 RE-2031/17 --as orion-motors",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(invoice)
    .addOption(amount("How much; all that is open unless given"))
    .addOption(optional("payee", "Account of the supplier; its first one that may act unless given"))
    .setAction(() => import("./order/pay.ts"))
    .build(),
  writes(
    ["order", "assign"],
    "Turns an accepted invoice into a receivable.",
    "order assign 1 RE-2031/17 --class 1 --recourse --evidence proof.pdf --as delta-castings",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(invoice)
    .addOption(optional("class", "Number of the asset class under which it is issued"))
    .addOption(optional("tiers", "Greatest tier to which it may pass (default 1)"))
    .addFlag({ name: "recourse", description: "The supplier answers to later holders" })
    .addOption(evidence)
    .setAction(() => import("./order/assign.ts"))
    .build(),
  writes(
    ["order", "book"],
    "Books to an invoice what was captured from the escrow or settled on its claim.",
    "order book 1 RE-2031/17 --as nordgrid",
  )
    .addPositionalArgument(order)
    .addPositionalArgument(invoice)
    .setAction(() => import("./order/book.ts"))
    .build(),
  writes(
    ["order", "plan"],
    "Plans how demand is covered, and places the orders of the plan.",
    "order plan data/demand.yaml --place --as orion-motors",
  )
    .addPositionalArgument({ name: "file", description: "The file of demand, as it was published" })
    .addFlag({ name: "place", description: "Places the orders; otherwise the plan is only shown" })
    .addFlag({ name: "receipts", description: "Counts goods under warehouse receipts as stock, too" })
    .addOption(optional("folder", "Where the files of the placed orders are written (default placed-orders)"))
    .setAction(() => import("./order/plan.ts"))
    .build(),
];
