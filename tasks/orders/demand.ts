import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const demand = { name: "demand", description: "Number of the demand" } as const;
const promise = { name: "promise", description: "Number of the promise" } as const;

/** Tasks on demand, promises and stock. */
export const demandTasks: TaskDefinition[] = [
  emptyTask("demand", "What is needed, promised and in stock").build(),
  reads(["demand", "list"], "Lists demand with its promises, and stock.", "demand list --buyer orion-motors")
    .addOption(optional("buyer", "Only that of this buyer"))
    .setAction(() => import("./demand/list.ts"))
    .build(),
  writes(["demand", "publish"], "Publishes demand.", "demand publish data/demand.yaml --as orion-motors")
    .addPositionalArgument({ name: "file", description: "The file of demand" })
    .setAction(() => import("./demand/publish.ts"))
    .build(),
  writes(["demand", "withdraw"], "Says that no more is needed.", "demand withdraw 1 --as orion-motors")
    .addPositionalArgument(demand)
    .setAction(() => import("./demand/withdraw.ts"))
    .build(),
  writes(
    ["demand", "promise"],
    "Promises to deliver what is needed.",
    "demand promise 1 --quantity 2000 --lot 500 --by 2031-02-20 --price 0.12 --currency EUR --bank aurum-bank --as delta-castings",
  )
    .addPositionalArgument(demand)
    .addOption(optional("quantity", "How much at most, in the article's unit"))
    .addOption(optional("lot", "It is sold in multiples of this; 0.001 unless given"))
    .addOption(optional("by", "A day, or an instant with its zone, by which it arrives"))
    .addOption(optional("price", "Price of a unit"))
    .addOption(optional("currency", "Currency of the price"))
    .addOption(optional("bank", "Member whose money it is"))
    .setAction(() => import("./demand/promise.ts"))
    .build(),
  writes(
    ["demand", "reduce"],
    "Reduces a promise.",
    "demand reduce 1 --quantity 1500 --reason 'furnace down' --as delta-castings",
  )
    .addPositionalArgument(promise)
    .addOption(optional("quantity", "What is still promised, in the article's unit"))
    .addOption(optional("reason", "Grounds; their digest goes on the ledger"))
    .setAction(() => import("./demand/reduce.ts"))
    .build(),
  writes(
    ["demand", "delivered"],
    "Says that an inspected delivery of an order kept a promise.",
    "demand delivered 1 --order 1 --delivery 1 --quantity 500 --as orion-motors",
  )
    .addPositionalArgument(promise)
    .addOption(optional("order", "Number of the order"))
    .addOption(optional("delivery", "Number of the delivery within the order"))
    .addOption(optional("quantity", "How much of it, in the article's unit"))
    .setAction(() => import("./demand/delivered.ts"))
    .build(),
  writes(
    ["demand", "stock"],
    "Reports what a warehouse holds; lines that are known already are passed over.",
    "demand stock data/stock.csv --as meridian-logistics",
  )
    .addPositionalArgument({ name: "file", description: "The file of stock" })
    .setAction(() => import("./demand/stock.ts"))
    .build(),
];
