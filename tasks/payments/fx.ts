import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const file = { name: "file", description: "File of the quote" } as const;

/** Every task for payment versus payment. */
export const fxTasks: TaskDefinition[] = [
  emptyTask("fx", "Two currencies change hands at once").build(),
  writes(
    ["fx", "quote"],
    "Signs a firm quote and writes it to a file for the taker.",
    "fx quote '10000.00 EUR' '78000.00 CNY' --bank aurum-bank --taker jade-bank --until 2026-12-01T12:00+01:00 --out quote.json --as aurum-bank",
  )
    .addPositionalArgument({ name: "gives", description: "What the signer gives, such as '10000.00 EUR'" })
    .addPositionalArgument({
      name: "takes",
      description: "What the signer gets for it, such as '78000.00 CNY'",
    })
    .addOption(optional("taker", "Member or account that it is made to; without it, whoever comes first"))
    .addOption(optional("insteadOf", "File of an earlier quote of the signer: one of the two settles"))
    .addOption(optional("until", "Instant with zone until which it is good; shown in UTC"))
    .addOption(optional("out", "File to write"))
    .addOption(optional("uetr", "End-to-end reference, a UUIDv4 (default a new one, which is printed)"))
    .addOption(optional("reason", "Purpose code of ISO 20022"))
    .addOption(optional("bank", "Bank of the money given, if several issue the currency"))
    .addOption(optional("otherBank", "Bank of the money taken, if several issue the currency"))
    .setAction(() => import("./fx/quote.ts"))
    .build(),
  writes(["fx", "accept"], "Signs a quote as its taker.", "fx accept quote.json --as jade-bank")
    .addPositionalArgument(file)
    .setAction(() => import("./fx/accept.ts"))
    .build(),
  writes(
    ["fx", "settle"],
    "Settles quotes that both sides signed; a side that settles need not have signed.",
    "fx settle quote.json --as orion-motors",
  )
    .addPositionalArgument({ name: "files", description: "Files of quotes, comma-separated" })
    .setAction(() => import("./fx/settle.ts"))
    .build(),
  writes(
    ["fx", "cancel"],
    "Takes a quote back: the maker for good, the taker its acceptance.",
    "fx cancel quote.json --as aurum-bank",
  )
    .addPositionalArgument(file)
    .setAction(() => import("./fx/cancel.ts"))
    .build(),
  reads(["fx", "list"], "Lists quotes that were settled, cancelled or left out.", "fx list")
    .setAction(() => import("./fx/list.ts"))
    .build(),
];
