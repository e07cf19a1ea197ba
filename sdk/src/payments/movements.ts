import { getBytes, type Log, ZeroAddress, ZeroHash } from "ethers";
import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { providerOf } from "../consortium/connect.ts";
import { nameOf } from "../consortium/names.ts";
import { type ISettlementToken, SettlementToken__factory } from "../generated/contracts/index.ts";

/** How money moved. */
export type MovementKind =
  | "payment"
  | "transfer"
  | "issue"
  | "redemption"
  | "recovery"
  | "quarantine"
  | "quarantine-claim"
  | "quarantine-return"
  | "to-other-bank"
  | "from-other-bank";

/** Money that came to an account or left it. */
export interface Movement {
  readonly kind: MovementKind;
  /** The zero address for an issue. */
  readonly from: string;
  /** The zero address for a redemption, the token for a quarantine. */
  readonly to: string;
  readonly amountMinor: bigint;
  /** 32 bytes as given with the payment, issue, redemption or recovery; zero where there is none. */
  readonly reference: string;
  /** Seconds since 1970, UTC. */
  readonly at: number;
  readonly blockNumber: number;
  /** Place of its `Transfer` among the logs of the block. */
  readonly index: number;
  readonly transactionHash: string;
}

/** What became of an item of a batch, in the order of `ISettlementToken.Outcome`. */
export const BATCH_OUTCOMES = ["already-paid", "paid", "quarantined", "over-limit", "not-covered"] as const;

/** Written name of an outcome. */
export type BatchOutcome = (typeof BATCH_OUTCOMES)[number];

/**
 * Reads the outcomes of a `BatchPaid`, one for each item.
 *
 * @throws UnknownName
 */
export function decodeOutcomes(outcomes: string): BatchOutcome[] {
  return [...getBytes(outcomes)].map((number) => nameOf(BATCH_OUTCOMES, number));
}

type Growing = { -readonly [Key in keyof Omit<Movement, "at">]: Movement[Key] };

/** All events of a money, those of payments to other banks among them. */
const EVENTS = SettlementToken__factory.createInterface();

/** Every movement of an account in one money, oldest first. */
export async function readMovements(token: ISettlementToken, account: string): Promise<Movement[]> {
  const provider = providerOf(token.runner);
  const { Transfer } = token.filters;
  const filters = [Transfer(account), Transfer(undefined, account)];
  const found = await Promise.all(
    filters.map((filter) => queryChain(provider, ({ from, to }) => token.queryFilter(filter, from, to))),
  );
  const transactions = [...new Set(found.flat().map(({ transactionHash }) => transactionHash))];
  const address = await token.getAddress();
  const movements = await mapConcurrently(transactions, async (hash) => {
    const receipt = await provider.getTransactionReceipt(hash);
    const logs = (receipt?.logs ?? []).filter((log) => log.address === address);
    const own = movementsIn(logs).filter(({ from, to }) => from === account || to === account);
    if (own.length === 0) return [];
    const at = (await provider.getBlock(own[0]?.blockNumber ?? 0))?.timestamp ?? 0;
    return own.map((movement): Movement => ({ ...movement, at }));
  });
  return movements.flat().sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
}

/** Joins each `Transfer` of a transaction with the event behind it that tells what it was. */
function movementsIn(logs: readonly Log[]): Growing[] {
  const movements: Growing[] = [];
  let open: Growing[] = [];
  const latest = (kind: MovementKind, reference: string): void => {
    const movement = open.pop();
    if (movement !== undefined) Object.assign(movement, { kind, reference });
  };
  for (const log of logs) {
    const event = EVENTS.parseLog(log);
    const { args } = event ?? {};
    switch (event?.name) {
      case "Transfer": {
        const [from, to, amountMinor] = args as unknown as [string, string, bigint];
        const kind = from === ZeroAddress ? "issue" : to === ZeroAddress ? "redemption" : "transfer";
        const { blockNumber, index, transactionHash } = log;
        open.push({ kind, from, to, amountMinor, reference: ZeroHash, blockNumber, index, transactionHash });
        movements.push(open.at(-1) as Growing);
        break;
      }
      case "PaymentMade":
        latest(open.at(-1)?.kind === "quarantine" ? "quarantine" : "payment", args?.paymentReference);
        break;
      case "PaymentQuarantined": {
        const movement = open.at(-1);
        if (movement !== undefined)
          Object.assign(movement, { kind: "quarantine", reference: args?.paymentReference });
        break;
      }
      case "Issued":
        latest("issue", args?.issueReference);
        break;
      case "Redeemed":
        latest("redemption", args?.redeemReference);
        break;
      case "PaidThrough":
        latest("to-other-bank", args?.paymentReference);
        break;
      case "ReceivedThrough":
        latest("from-other-bank", args?.paymentReference);
        break;
      case "BalanceRecovered":
        latest("recovery", args?.recoveryReference);
        break;
      case "QuarantineClaimed":
        latest("quarantine-claim", ZeroHash);
        break;
      case "QuarantineReturned":
        latest("quarantine-return", args?.returnReference);
        break;
      case "BatchPaid": {
        nameBatch(open, args?.payer, args?.paymentReferences, args?.outcomes);
        open = [];
        break;
      }
    }
  }
  return movements;
}

function nameBatch(
  open: readonly Growing[],
  payer: string,
  references: readonly string[],
  outcomes: string,
): void {
  const moved = decodeOutcomes(outcomes).flatMap((outcome, item) => {
    return outcome === "paid" || outcome === "quarantined" ? [references[item] ?? ZeroHash] : [];
  });
  const own = open.filter(({ from }) => from === payer);
  const ofBatch = own.slice(own.length - moved.length);
  ofBatch.forEach((movement, position) => {
    const kind = movement.kind === "quarantine" ? "quarantine" : "payment";
    Object.assign(movement, { kind, reference: moved[position] });
  });
}
