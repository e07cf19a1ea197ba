import { toBeHex } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { GuildhallError } from "../common/guildhall-error.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import type { IReceivables, Receivables } from "../generated/contracts/Receivables.ts";
import { type ClaimEvent, readClaimEvents } from "./claim-events.ts";
import {
  type ClaimHolder,
  type ClaimParty,
  type ClaimPledge,
  concernOf,
  readHolders,
  readPledges,
} from "./claim-holders.ts";
import { RECEIVABLE_STATUSES, type ReceivableStatus } from "./names.ts";
import type { ReceivableTerms } from "./receivable-terms.ts";

/** A receivable in short. */
export interface ReceivableRecord {
  readonly id: bigint;
  readonly status: ReceivableStatus;
  readonly terms: ReceivableTerms;
  /** Under which the claim registry keeps the invoice. */
  readonly documentKey: string;
  readonly token: string;
  /** Units that exist. */
  readonly faceMinor: bigint;
  /** What is still owed; nothing before acceptance. */
  readonly openMinor: bigint;
  /** When it is in default, seconds since 1970. */
  readonly defaultsAt: number;
}

/** What an account holds of a receivable. */
export interface ReceivableHolder extends ClaimHolder {
  /** What its unpledged units have not received. */
  readonly unpaidMinor: bigint;
  /** What it would be paid now. */
  readonly dueMinor: bigint;
  /** When it demanded recourse, seconds since 1970; 0 if it did not. */
  readonly recourseDemandedAt: number;
}

/** A receivable with all that any holder may see: the debtor's acceptance, who holds it, who has a lien, what happened. */
export interface ReceivableDetails extends ReceivableRecord {
  readonly registeredAt: number;
  readonly acceptedAt: number | undefined;
  /** The account that accepted for the debtor; the order book's where it came with an order. */
  readonly acceptedBy: string | undefined;
  readonly holders: readonly ReceivableHolder[];
  readonly pledges: readonly ClaimPledge[];
  /** Everything that happened, oldest first. */
  readonly events: readonly ClaimEvent[];
}

/** There is no such claim. */
export class ClaimNotFound extends GuildhallError {
  override readonly name = "ClaimNotFound";
  constructor(id: bigint) {
    super(
      `No claim ${toBeHex(id, 32)} was registered here.`,
      "Check the id and the network; `asset list` shows the claims.",
      {
        id,
      },
    );
  }
}

/**
 * One receivable, with its holders, pledges and history.
 *
 * @throws ClaimNotFound
 */
export async function readClaim(receivables: Receivables, id: bigint): Promise<ReceivableDetails> {
  const events = await readClaimEvents(receivables, id);
  const registered = events.find(({ name }) => name === "ReceivableRegistered");
  if (registered === undefined) throw new ClaimNotFound(id);
  const accepted = events.find(({ name }) => name === "ReceivableAccepted");
  const record = await recordOf(receivables, id, registered.args as unknown as RegisteredArguments);
  return {
    ...record,
    registeredAt: registered.at,
    acceptedAt: accepted?.at,
    acceptedBy: accepted?.args.account,
    holders: await holdersOf(receivables, id, events),
    pledges: await readPledges(receivables, id, events),
    events,
  };
}

/** The receivables that a member owes, issued, holds or has in pledge, oldest first; all unless one is given. */
export async function readClaims(receivables: Receivables, member?: ClaimParty): Promise<ReceivableRecord[]> {
  const [registered, concerns] = await Promise.all([
    queryChain(providerOf(receivables.runner), ({ from, to }) =>
      receivables.queryFilter(receivables.filters.ReceivableRegistered(), from, to),
    ),
    concernOf(receivables, member),
  ]);
  const found = registered.filter(({ args: { id, creditor, debtor } }) => concerns(id, [creditor, debtor]));
  return mapConcurrently(found, ({ args }) =>
    recordOf(receivables, args.id, args as unknown as RegisteredArguments),
  );
}

interface RegisteredArguments {
  documentKey: string;
  terms: IReceivables.TermsStructOutput;
}

async function recordOf(
  receivables: Receivables,
  id: bigint,
  { documentKey, terms }: RegisteredArguments,
): Promise<ReceivableRecord> {
  const now = await receivables.receivableOf(id);
  return {
    id,
    status: RECEIVABLE_STATUSES[Number(now.status)] ?? "none",
    terms: termsOf(terms),
    documentKey,
    token: now.token,
    faceMinor: now.faceMinor,
    openMinor: now.faceMinor - now.paidMinor,
    defaultsAt: Number(now.defaultsAt),
  };
}

async function holdersOf(
  receivables: Receivables,
  id: bigint,
  events: readonly ClaimEvent[],
): Promise<ReceivableHolder[]> {
  return mapConcurrently(await readHolders(receivables, id, events), async (holder) => {
    const [unpaidMinor, dueMinor, demandedAt] = await Promise.all([
      receivables.unpaidOf(id, holder.account),
      receivables.dueTo(id, holder.account),
      receivables.recourseDemandedAt(id, holder.account),
    ]);
    return { ...holder, unpaidMinor, dueMinor, recourseDemandedAt: Number(demandedAt) };
  });
}

/** The event's values under the names and in the types of the SDK. */
function termsOf(written: IReceivables.TermsStructOutput): ReceivableTerms {
  return {
    classId: Number(written.classId),
    debtor: Number(written.debtor),
    creditor: Number(written.creditor),
    holder: written.holder,
    amountMinor: written.amountMinor,
    dueAt: Number(written.dueAt),
    tierLimit: Number(written.tierLimit),
    recourse: written.recourse,
    invoiceNumber: written.invoiceNumber,
    invoiceDigest: written.invoiceDigest,
    evidenceDigest: written.evidenceDigest,
    orderReference: written.orderReference,
  };
}
