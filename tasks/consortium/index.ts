import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";
import { optional, reads, writes } from "../lib/verb.ts";

const member = { name: "member", description: "Alias (nordgrid), number or name of a member" } as const;
const proposal = { name: "proposal", description: "Number of the proposal (as listed), or its id" } as const;
const account = { name: "account", description: "Address of the account" } as const;
const validator = { name: "validator", description: "Address of the validator" } as const;
const reason = optional("reason", "Grounds; their digest goes on the ledger");
const consent = optional(
  "consent",
  "Consent signed by the account (`member account consent`), if its key is not at hand",
);
const proof = optional("proof", "Proof signed by the node's key (`validator prove`), as it printed it");
const rescue = {
  name: "rescue",
  description: "Means the rescue validator set instead of the one that governs",
} as const;

/** Every task of the room `consortium`. */
export const consortiumTasks: TaskDefinition[] = [
  emptyTask("consortium", "The alliance as a whole").build(),
  reads(["consortium", "show"], "Shows the alliance.", "consortium show --network localhost")
    .setAction(() => import("./show.ts"))
    .build(),
  reads(
    ["consortium", "log"],
    "Replays the change log, checks every link and compares with the chain.",
    "consortium log",
  )
    .setAction(() => import("./log.ts"))
    .build(),

  emptyTask("member", "The member organisations").build(),
  reads(["member", "list"], "Lists the members.", "member list --json")
    .setAction(() => import("./member/list.ts"))
    .build(),
  reads(["member", "show"], "Shows one member.", "member show nordgrid")
    .addPositionalArgument(member)
    .setAction(() => import("./member/show.ts"))
    .build(),
  reads(["member", "applications"], "Lists applications that wait for a vote.", "member applications")
    .setAction(() => import("./member/applications.ts"))
    .build(),
  reads(["member", "apply"], "Applies for membership.", "member apply data/applicant.yaml")
    .addPositionalArgument({
      name: "file",
      description: "The applicant's file; its first admin account signs",
    })
    .setAction(() => import("./member/apply.ts"))
    .build(),
  writes(
    ["member", "propose-admission"],
    "Proposes to admit an applicant.",
    "member propose-admission solaris-energy --as nordgrid",
  )
    .addPositionalArgument({ name: "applicant", description: "Alias or digest of the application" })
    .setAction(() => import("./member/propose-admission.ts"))
    .build(),
  writes(
    ["member", "propose-suspension"],
    "Proposes to suspend a member.",
    "member propose-suspension kappa-fasteners --reason 'late accounts' --as nordgrid",
  )
    .addPositionalArgument(member)
    .addOption(reason)
    .setAction(() => import("./member/propose-suspension.ts"))
    .build(),
  writes(
    ["member", "propose-expulsion"],
    "Proposes to expel a member for good.",
    "member propose-expulsion kappa-fasteners --reason fraud --as nordgrid",
  )
    .addPositionalArgument(member)
    .addOption(reason)
    .setAction(() => import("./member/propose-expulsion.ts"))
    .build(),
  writes(
    ["member", "reinstate"],
    "Proposes to lift a suspension.",
    "member reinstate kappa-fasteners --as nordgrid",
  )
    .addPositionalArgument(member)
    .setAction(() => import("./member/reinstate.ts"))
    .build(),
  writes(
    ["member", "update"],
    "Proposes other capabilities, or records a new identity check (registrar).",
    "member update nordgrid --kyc-until 2033-12-31 --as nordgrid",
  )
    .addPositionalArgument(member)
    .addOption(optional("capabilities", "All capabilities from now on, comma-separated (bank,arbiter)"))
    .addOption(
      optional("kycUntil", "End of the identity check: a date (its last second UTC) or an instant with zone"),
    )
    .setAction(() => import("./member/update.ts"))
    .build(),
  writes(
    ["member", "replace-admin"],
    "Proposes a new admin key for a member that lost its own.",
    "member replace-admin kappa-fasteners 0xLost 0xNew --as nordgrid",
  )
    .addPositionalArgument(member)
    .addPositionalArgument({ name: "lost", description: "Admin account whose key is lost" })
    .addPositionalArgument({ name: "replacement", description: "Account that takes its place" })
    .addOption(consent)
    .setAction(() => import("./member/replace-admin.ts"))
    .build(),
  writes(
    ["member", "endorse-suspension"],
    "Signs for an emergency suspension and prints the endorsement.",
    "member endorse-suspension kappa-fasteners --reason 'stolen keys' --until 2026-12-01T12:00Z --as aurum-bank",
  )
    .addPositionalArgument(member)
    .addOption(reason)
    .addOption(optional("until", "Instant with zone until which the signatures may be used"))
    .setAction(() => import("./member/endorse-suspension.ts"))
    .build(),
  writes(
    ["member", "emergency-suspend"],
    "Suspends a member at once by signatures of f+1 others.",
    "member emergency-suspend kappa-fasteners --reason 'stolen keys' --endorsers nordgrid,aurum-bank,jade-bank --as nordgrid",
  )
    .addPositionalArgument(member)
    .addOption(reason)
    .addOption(optional("until", "Instant with zone until which the signatures may be used"))
    .addOption(optional("endorsers", "Members whose keys are at hand, comma-separated"))
    .addOption(
      optional("endorsements", "Endorsements printed by `member endorse-suspension`, comma-separated"),
    )
    .setAction(() => import("./member/emergency-suspend.ts"))
    .build(),

  emptyTask(["member", "account"], "The accounts that act for a member").build(),
  writes(
    ["member", "account", "add"],
    "Adds an account to the signer's organisation.",
    "member account add 0xNew --rights operator --as nordgrid",
  )
    .addPositionalArgument(account)
    .addOption(optional("rights", "Rights, comma-separated: admin, operator, viewer"))
    .addOption(consent)
    .setAction(() => import("./member/account/add.ts"))
    .build(),
  writes(
    ["member", "account", "consent"],
    "Signs, as a new account, that it will act for a member.",
    "member account consent nordgrid --rights operator --as 0xNew",
  )
    .addPositionalArgument(member)
    .addOption(optional("rights", "Rights, comma-separated: admin, operator, viewer"))
    .setAction(() => import("./member/account/consent.ts"))
    .build(),
  writes(
    ["member", "account", "remove"],
    "Removes an account for good.",
    "member account remove 0xOld --as nordgrid",
  )
    .addPositionalArgument(account)
    .setAction(() => import("./member/account/remove.ts"))
    .build(),
  writes(
    ["member", "account", "freeze"],
    "Freezes an account, or lifts the freeze.",
    "member account freeze 0xLost --as nordgrid",
  )
    .addPositionalArgument(account)
    .addFlag({ name: "lift", description: "Lifts the freeze" })
    .addFlag({ name: "compliance", description: "Acts as the compliance office, on any member's account" })
    .setAction(() => import("./member/account/freeze.ts"))
    .build(),
  writes(
    ["member", "account", "rotate"],
    "Hands the rights of an account to a new one.",
    "member account rotate 0xOld 0xNew --as nordgrid",
  )
    .addPositionalArgument(account)
    .addPositionalArgument({ name: "replacement", description: "Account that takes its place" })
    .addOption(consent)
    .setAction(() => import("./member/account/rotate.ts"))
    .build(),

  emptyTask("proposal", "What the alliance decides").build(),
  reads(["proposal", "list"], "Lists the proposals.", "proposal list")
    .setAction(() => import("./proposal/list.ts"))
    .build(),
  reads(
    ["proposal", "show"],
    "Shows a proposal: what it would do, its votes, what comes next.",
    "proposal show 1",
  )
    .addPositionalArgument(proposal)
    .setAction(() => import("./proposal/show.ts"))
    .build(),
  writes(["proposal", "vote"], "Casts the signer's vote.", "proposal vote 1 for --as aurum-bank")
    .addPositionalArgument(proposal)
    .addPositionalArgument({ name: "vote", description: "for, against or abstain" })
    .setAction(() => import("./proposal/vote.ts"))
    .build(),
  writes(
    ["proposal", "queue"],
    "Records that a proposal passed; its delay begins.",
    "proposal queue 1 --as nordgrid",
  )
    .addPositionalArgument(proposal)
    .setAction(() => import("./proposal/queue.ts"))
    .build(),
  writes(
    ["proposal", "execute"],
    "Executes a proposal whose delay is over.",
    "proposal execute 1 --as nordgrid",
  )
    .addPositionalArgument(proposal)
    .setAction(() => import("./proposal/execute.ts"))
    .build(),
  writes(
    ["proposal", "cancel"],
    "Withdraws a proposal of the signer's organisation.",
    "proposal cancel 1 --as nordgrid",
  )
    .addPositionalArgument(proposal)
    .setAction(() => import("./proposal/cancel.ts"))
    .build(),

  emptyTask("validator", "Who seals the blocks").build(),
  reads(["validator", "list"], "Lists the validators.", "validator list --rescue")
    .addFlag(rescue)
    .setAction(() => import("./validator/list.ts"))
    .build(),
  reads(
    ["validator", "health"],
    "Tells who was seen alive, and which changes are safe now.",
    "validator health",
  )
    .addFlag(rescue)
    .setAction(() => import("./validator/health.ts"))
    .build(),
  writes(
    ["validator", "poke"],
    "Records the proposers of the next blocks as alive.",
    "validator poke --blocks 6 --as nordgrid",
  )
    .addOption(optional("blocks", "How many blocks; by default as many as there are validators"))
    .addFlag(rescue)
    .setAction(() => import("./validator/poke.ts"))
    .build(),
  reads(
    ["validator", "prove"],
    "Signs with a node's key that it will seal blocks for a member.",
    "validator prove nordgrid --key-file node/key",
  )
    .addPositionalArgument(member)
    .addOption(optional("keyFile", "File with the node's private key, as Besu keeps it (`<data-path>/key`)"))
    .addFlag(rescue)
    .setAction(() => import("./validator/prove.ts"))
    .build(),
  writes(
    ["validator", "propose-add"],
    "Proposes to make a registered node a validator.",
    "validator propose-add 0xNode --proof 1764028800:0x… --as nordgrid",
  )
    .addPositionalArgument({ name: "node", description: "Address of the node" })
    .addOption(proof)
    .addFlag(rescue)
    .setAction(() => import("./validator/propose-add.ts"))
    .build(),
  writes(
    ["validator", "propose-remove"],
    "Proposes to remove a validator.",
    "validator propose-remove 0xNode --as nordgrid",
  )
    .addPositionalArgument(validator)
    .addFlag(rescue)
    .setAction(() => import("./validator/propose-remove.ts"))
    .build(),
  writes(
    ["validator", "swap"],
    "Replaces a validator of the signer's organisation by another of its nodes.",
    "validator swap 0xOld 0xNew --proof 1764028800:0x… --as nordgrid",
  )
    .addPositionalArgument(validator)
    .addPositionalArgument({ name: "replacement", description: "Address of the node that takes its place" })
    .addOption(proof)
    .addFlag(rescue)
    .setAction(() => import("./validator/swap.ts"))
    .build(),
  writes(
    ["validator", "retire"],
    "Removes a validator of the signer's own, or of an expelled organisation.",
    "validator retire 0xNode --as nordgrid",
  )
    .addPositionalArgument(validator)
    .addFlag(rescue)
    .setAction(() => import("./validator/retire.ts"))
    .build(),
  writes(
    ["validator", "eject"],
    "Removes a newcomer that stayed silent for its whole probation.",
    "validator eject 0xNode --as nordgrid",
  )
    .addPositionalArgument(validator)
    .addFlag(rescue)
    .setAction(() => import("./validator/eject.ts"))
    .build(),

  reads(["node", "list"], "Lists the registered nodes.", "node list")
    .setAction(() => import("./node/list.ts"))
    .build(),
  writes(
    ["node", "add"],
    "Registers a node of the signer's organisation.",
    "node add <128 hex> 10.0.0.7:30303 --as nordgrid",
  )
    .addPositionalArgument({
      name: "publicKey",
      description: "Public key: the 128 hex digits of the enode, or the whole enode",
    })
    .addPositionalArgument({
      name: "endpoint",
      description: "ip:port; left out when an enode is given",
      defaultValue: "",
    })
    .setAction(() => import("./node/add.ts"))
    .build(),
  writes(["node", "remove"], "Removes a node that is no validator.", "node remove 0xNode --as nordgrid")
    .addPositionalArgument({ name: "node", description: "Address of the node" })
    .setAction(() => import("./node/remove.ts"))
    .build(),

  emptyTask("role", "The offices of the alliance").build(),
  reads(["role", "list"], "Lists the offices, their holders and what they may call.", "role list")
    .setAction(() => import("./role/list.ts"))
    .build(),
  writes(
    ["role", "grant"],
    "Proposes to give an office to an account.",
    "role grant compliance 0xOfficer --as nordgrid",
  )
    .addPositionalArgument({ name: "office", description: "registrar or compliance" })
    .addPositionalArgument(account)
    .addOption(
      optional("delay", "Seconds that each act of the holder waits before it can be executed (default 0)"),
    )
    .setAction(() => import("./role/grant.ts"))
    .build(),
  writes(
    ["role", "revoke"],
    "Proposes to take an office from an account.",
    "role revoke compliance 0xOfficer --as nordgrid",
  )
    .addPositionalArgument({ name: "office", description: "registrar or compliance" })
    .addPositionalArgument(account)
    .setAction(() => import("./role/revoke.ts"))
    .build(),

  emptyTask("session", "Sign-ins on the ledger").build(),
  reads(
    ["session", "list"],
    "Lists the sign-ins of a member and checks their chain.",
    "session list nordgrid",
  )
    .addPositionalArgument(member)
    .setAction(() => import("./session/list.ts"))
    .build(),
  writes(["session", "open"], "Records a sign-in.", "session open --hours 8 --as nordgrid")
    .addOption(optional("hours", "How long the session lasts (default 8)"))
    .setAction(() => import("./session/open.ts"))
    .build(),
  writes(["session", "close"], "Ends a session early.", "session close 0xDigest --as nordgrid")
    .addPositionalArgument({ name: "session", description: "Digest of the session" })
    .setAction(() => import("./session/close.ts"))
    .build(),

  writes(
    ["deploy"],
    "Deploys what is not deployed yet and has it voted into the directory.",
    "deploy --network localhost --as nordgrid",
  )
    .addFlag({
      name: "carry",
      description: "Also votes with every member whose key is at hand, queues and executes",
    })
    .addOption(optional("payments", "File that says which money is issued; data/payments.yaml if not given"))
    .setAction(() => import("./deploy.ts"))
    .build(),
  emptyTask("deployments", "What is deployed where").build(),
  reads(
    ["deployments", "list"],
    "Lists the contracts of the alliance and what was recorded of them.",
    "deployments list --network localhost",
  )
    .setAction(() => import("./deployments/list.ts"))
    .build(),
  reads(
    ["deployments", "verify"],
    "Checks that the code on the chain is the code of this source tree.",
    "deployments verify --network localhost",
  )
    .setAction(() => import("./deployments/verify.ts"))
    .build(),
];
