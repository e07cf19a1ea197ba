import { AbiCoder, keccak256, ZeroHash } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import { type SessionJournal, SessionJournal__factory } from "../generated/contracts/index.ts";
import { type Alliance, NotInDirectory, providerOf, readDirectory } from "./connect.ts";

/** An entry in the journal of sign-ins. */
export interface SessionEntry {
  readonly kind: "opened" | "closed";
  /** Digest of the session. */
  readonly session: string;
  /** The account that signed in or closed. */
  readonly account: string;
  /** Seconds since 1970, UTC. */
  readonly at: number;
  /** End of the session, seconds since 1970, UTC; 0 for a closing. */
  readonly expiresAt: number;
  readonly transactionHash: string;
  /** Head of the organisation's chain after this entry. */
  readonly head: string;
}

/** An organisation's entries do not add up to the head that the journal keeps. */
export class JournalBroken extends GuildhallError {
  override readonly name = "JournalBroken";
  constructor(orgId: number, expected: string, found: string) {
    super(
      `The sign-ins of organisation ${orgId} do not link up: the journal's head is ${expected}, the entries give ${found}.`,
      "An entry is missing or false at this node; ask another one, and the auditor.",
      { orgId, expected, found },
    );
  }
}

/**
 * The journal of sign-ins that the directory names.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 */
export async function connectJournal({ directory }: Alliance): Promise<SessionJournal> {
  const address = (await readDirectory(directory)).get("sessionJournal");
  if (address === undefined) throw new NotInDirectory("sessionJournal");
  return SessionJournal__factory.connect(address, directory.runner);
}

/**
 * The sign-ins of an organisation, oldest first, checked against the head of its chain.
 *
 * @throws JournalBroken; NotInDirectory.
 */
export async function readSessions(alliance: Alliance, orgId: number): Promise<SessionEntry[]> {
  const journal = await connectJournal(alliance);
  const provider = providerOf(journal.runner);
  const [openings, closings] = await Promise.all([
    queryChain(provider, ({ from, to }) =>
      journal.queryFilter(journal.filters.SessionOpened(orgId), from, to),
    ),
    queryChain(provider, ({ from, to }) =>
      journal.queryFilter(journal.filters.SessionClosed(orgId), from, to),
    ),
  ]);
  const opened = openings.map((event) => {
    const { session, account, expiresAt, head } = event.args;
    return { event, kind: "opened" as const, session, account, expiresAt: Number(expiresAt), head };
  });
  const closed = closings.map((event) => {
    const { session, closedBy, head } = event.args;
    return { event, kind: "closed" as const, session, account: closedBy, expiresAt: 0, head };
  });
  const ordered = [...opened, ...closed].sort(
    (a, b) => a.event.blockNumber - b.event.blockNumber || a.event.index - b.event.index,
  );
  const entries = await mapConcurrently(ordered, async ({ event, ...entry }): Promise<SessionEntry> => {
    return { ...entry, at: (await event.getBlock()).timestamp, transactionHash: event.transactionHash };
  });
  const head = entries.reduce(nextHead, ZeroHash);
  const expected = await journal.headOf(orgId);
  if (head !== expected) throw new JournalBroken(orgId, expected, head);
  return entries;
}

function nextHead(head: string, { kind, session, account, at, expiresAt }: SessionEntry): string {
  const coder = AbiCoder.defaultAbiCoder();
  return keccak256(
    kind === "opened"
      ? coder.encode(
          ["bytes32", "bytes32", "address", "uint40", "uint40"],
          [head, session, account, at, expiresAt],
        )
      : coder.encode(["bytes32", "bytes32", "address", "uint256"], [head, session, account, at]),
  );
}
