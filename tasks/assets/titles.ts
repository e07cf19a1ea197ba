import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const title = { name: "title", description: "Number of the title, as listed" } as const;
const remark = optional(
  "remark",
  "Digest of an encrypted remark, or words of which the digest goes on the ledger",
);

/** Every task on titles. */
export const titleTasks: TaskDefinition[] = [
  emptyTask("title", "Documents of title").build(),
  reads(["title", "list"], "Lists the titles.", "title list --party orion-motors")
    .addOption(optional("party", "Only those of this carrier, holder or beneficiary, or offered to it"))
    .setAction(() => import("./title/list.ts"))
    .build(),
  reads(["title", "show"], "Shows a title and its endorsements.", "title show 1")
    .addPositionalArgument(title)
    .setAction(() => import("./title/show.ts"))
    .build(),
  writes(
    ["title", "issue"],
    "Issues a title as a carrier.",
    "title issue BL-2027-17 --holder delta-castings --content 'bill of lading 17' --as meridian-logistics",
  )
    .addPositionalArgument({ name: "number", description: "Number of the document" })
    .addOption(optional("holder", "Who controls it first"))
    .addOption(optional("beneficiary", "Whom the goods are for; the holder if left out"))
    .addOption(optional("content", "Digest of the document, or its words"))
    .addOption(remark)
    .setAction(() => import("./title/issue.ts"))
    .build(),
  writes(
    ["title", "nominate"],
    "Names the next beneficiary.",
    "title nominate 1 orion-motors --as delta-castings",
  )
    .addPositionalArgument(title)
    .addPositionalArgument({ name: "nominee", description: "Member, or `nobody` to take a nomination back" })
    .addOption(remark)
    .setAction(() => import("./title/nominate.ts"))
    .build(),
  writes(
    ["title", "transfer"],
    "Offers a title to another holder, beneficiary, or both.",
    "title transfer 1 --holder jade-bank --as delta-castings",
  )
    .addPositionalArgument(title)
    .addOption(optional("holder", "The new holder"))
    .addOption(optional("beneficiary", "The new beneficiary"))
    .addFlag({ name: "withdraw", description: "Takes an offered transfer back instead" })
    .addOption(remark)
    .setAction(() => import("./title/transfer.ts"))
    .build(),
  writes(["title", "accept"], "Accepts an offered transfer.", "title accept 1 --as jade-bank")
    .addPositionalArgument(title)
    .addOption(remark)
    .setAction(() => import("./title/accept.ts"))
    .build(),
  writes(["title", "reject"], "Rejects an offered transfer.", "title reject 1 --as jade-bank")
    .addPositionalArgument(title)
    .addOption(remark)
    .setAction(() => import("./title/reject.ts"))
    .build(),
  writes(["title", "surrender"], "Gives a title back to its carrier.", "title surrender 1 --as orion-motors")
    .addPositionalArgument(title)
    .addOption(remark)
    .setAction(() => import("./title/surrender.ts"))
    .build(),
  writes(
    ["title", "end"],
    "Takes a surrendered title back, as its carrier.",
    "title end 1 --as meridian-logistics",
  )
    .addPositionalArgument(title)
    .addOption(remark)
    .setAction(() => import("./title/end.ts"))
    .build(),
  writes(
    ["title", "restore"],
    "Returns a surrendered title to its holder, as its carrier.",
    "title restore 1 --as meridian-logistics",
  )
    .addPositionalArgument(title)
    .addOption(remark)
    .setAction(() => import("./title/restore.ts"))
    .build(),
];
