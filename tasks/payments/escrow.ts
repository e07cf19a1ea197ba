import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const payment = { name: "payment", description: "Id of the payment, as `escrow open` printed it" } as const;
const file = { name: "file", description: "Terms in YAML or JSON, such as data/escrow-terms.yaml" } as const;
const id = "0x5f…c2";

/** Every task of the escrow. */
export const escrowTasks: TaskDefinition[] = [
  emptyTask("escrow", "Payments held until the payee has delivered").build(),
  reads(["escrow", "list"], "Lists the payments of a member, or all.", "escrow list --member orion-motors")
    .addOption(optional("member", "Payer or payee: alias (nordgrid), number or name of a member"))
    .setAction(() => import("./escrow/list.ts"))
    .build(),
  reads(["escrow", "show"], "Shows a payment: what was agreed and where it stands.", `escrow show ${id}`)
    .addPositionalArgument(payment)
    .setAction(() => import("./escrow/show.ts"))
    .build(),
  writes(
    ["escrow", "open"],
    "Authorises a payment under terms of a file, or delivers terms that the payer signed.",
    "escrow open data/escrow-terms.yaml --as orion-motors",
  )
    .addPositionalArgument(file)
    .setAction(() => import("./escrow/open.ts"))
    .build(),
  writes(
    ["escrow", "sign"],
    "Signs terms as the payer, for another one to deliver; prints them in JSON.",
    "escrow sign data/escrow-terms.yaml --as orion-motors",
  )
    .addPositionalArgument(file)
    .setAction(() => import("./escrow/sign.ts"))
    .build(),
  writes(
    ["escrow", "revoke"],
    "Makes sure that signed terms are never authorised.",
    "escrow revoke signed.json --as orion-motors",
  )
    .addPositionalArgument({ name: "file", description: "What `escrow sign` printed" })
    .setAction(() => import("./escrow/revoke.ts"))
    .build(),
  writes(
    ["escrow", "capture"],
    "Pays held money out to the payee, whole or in part.",
    `escrow capture ${id} --amount '1250.50 EUR' --as delta-castings`,
  )
    .addPositionalArgument(payment)
    .addOption(optional("amount", "What is captured (default: all that can be)"))
    .addOption(optional("fee", "Fee in percent of the amount (default: the least that was agreed)"))
    .addOption(optional("feeReceiver", "Account that gets the fee, where the terms leave it open"))
    .addOption(optional("quote", "File of `escrow quote`, where the payee is paid in other money"))
    .setAction(() => import("./escrow/capture.ts"))
    .build(),
  writes(
    ["escrow", "quote"],
    "Signs, as a bank, what it gives for a capture where the payee is paid in other money.",
    `escrow quote ${id} '9750.00 CNY' --until 2031-07-01T12:00+02:00 --out quote.json --as jade-bank`,
  )
    .addPositionalArgument(payment)
    .addPositionalArgument({ name: "gives", description: "What the bank gives, such as '9750.00 CNY'" })
    .addOption(optional("amount", "What is captured (default: all that can be)"))
    .addOption(optional("fee", "Fee in percent of the amount (default: the least that was agreed)"))
    .addOption(optional("until", "Instant with zone until which the quote is good; shown in UTC"))
    .addOption(optional("out", "File to write"))
    .setAction(() => import("./escrow/quote.ts"))
    .build(),
  writes(
    ["escrow", "void"],
    "Gives back what is held, as the payee.",
    `escrow void ${id} --as delta-castings`,
  )
    .addPositionalArgument(payment)
    .setAction(() => import("./escrow/void.ts"))
    .build(),
  writes(
    ["escrow", "refund"],
    "Pays captured money back to the payer.",
    `escrow refund ${id} '200.00 EUR' --as delta-castings`,
  )
    .addPositionalArgument(payment)
    .addPositionalArgument({ name: "amount", description: "What is paid back, such as '200.00 EUR'" })
    .setAction(() => import("./escrow/refund.ts"))
    .build(),
  writes(
    ["escrow", "expire"],
    "Returns to the payer what was not captured in time.",
    `escrow expire ${id} --as orion-motors`,
  )
    .addPositionalArgument(payment)
    .setAction(() => import("./escrow/expire.ts"))
    .build(),
  writes(
    ["escrow", "release"],
    "Releases a milestone, as the payer or as its attester.",
    `escrow release ${id} 0 --as orion-motors`,
  )
    .addPositionalArgument(payment)
    .addPositionalArgument({
      name: "milestone",
      description: "Its number, from 0, as `escrow show` lists it",
    })
    .addOption(optional("evidence", "Digest of what shows that it was reached"))
    .setAction(() => import("./escrow/release.ts"))
    .build(),
  writes(
    ["escrow", "dispute"],
    "Stops capture and void until the arbiter decides; once for each party.",
    `escrow dispute ${id} --grounds 'short by 40 pieces' --as orion-motors`,
  )
    .addPositionalArgument(payment)
    .addOption(optional("grounds", "The complaint; its digest goes on the ledger"))
    .setAction(() => import("./escrow/dispute.ts"))
    .build(),
  writes(
    ["escrow", "withdraw-dispute"],
    "Ends a dispute that one opened oneself, unless the other party withdrew one before.",
    `escrow withdraw-dispute ${id} --as orion-motors`,
  )
    .addPositionalArgument(payment)
    .setAction(() => import("./escrow/withdraw-dispute.ts"))
    .build(),
  writes(
    ["escrow", "resolve"],
    "Decides a dispute, as the arbiter: so much to the payee, the rest to the payer.",
    `escrow resolve ${id} '800.00 EUR' --decision 'award 17' --as clearview-audit`,
  )
    .addPositionalArgument(payment)
    .addPositionalArgument({ name: "amount", description: "What the payee is awarded, such as '800.00 EUR'" })
    .addOption(optional("decision", "The decision; its digest goes on the ledger"))
    .setAction(() => import("./escrow/resolve.ts"))
    .build(),
  writes(
    ["escrow", "end-dispute"],
    "Applies what was agreed for a dispute that the arbiter left undecided.",
    `escrow end-dispute ${id} --as orion-motors`,
  )
    .addPositionalArgument(payment)
    .setAction(() => import("./escrow/end-dispute.ts"))
    .build(),
];
