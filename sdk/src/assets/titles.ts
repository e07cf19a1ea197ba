import { mapConcurrently } from "../common/concurrency.ts";
import { queryChain } from "../common/log-range.ts";
import { type Alliance, NotInDirectory, providerOf, readDirectory } from "../consortium/connect.ts";
import { type Titles, Titles__factory } from "../generated/contracts/index.ts";
import { TITLE_STAGES } from "./names.ts";

/** Where a title is. */
export type TitleStatus = "held" | "offered" | "surrendered" | "ended";

/** A title as the ledger has it; organisations by number, nothing where there is none. */
export interface TitleRecord {
  readonly id: number;
  readonly issuer: number;
  readonly holder: number;
  readonly beneficiary: number;
  readonly nominee: number | undefined;
  readonly offeredHolder: number | undefined;
  readonly offeredBeneficiary: number | undefined;
  readonly status: TitleStatus;
}

/** What the issue of a title said beyond what the ledger keeps at hand. */
export interface TitleIssue {
  readonly number: string;
  readonly contentDigest: string;
  /** What the claim registry knows the document by. */
  readonly documentKey: string;
}

/** One step in the life of a title. */
export interface TitleStep {
  /** Seconds since 1970, UTC. */
  readonly at: number;
  /** Name of the event: `TitleIssued`, `TitleTransferred` … */
  readonly event: string;
  /** Its arguments by name, without the title's number. */
  readonly details: Readonly<Record<string, bigint | string>>;
  readonly transactionHash: string;
}

/**
 * The contract of titles that the directory names.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 */
export async function connectTitles({ directory }: Alliance): Promise<Titles> {
  const address = (await readDirectory(directory)).get("titles");
  if (address === undefined) throw new NotInDirectory("titles");
  return Titles__factory.connect(address, directory.runner);
}

/** Every title, oldest first. */
export async function readTitles(titles: Titles): Promise<TitleRecord[]> {
  const count = Number(await titles.titleCount());
  return mapConcurrently(
    Array.from({ length: count }, (_, index) => index + 1),
    (number) => readTitle(titles, number),
  );
}

/** One title. @throws Titles_Unknown when there is none. */
export async function readTitle(titles: Titles, id: number): Promise<TitleRecord> {
  const title = await titles.titleOf(id);
  const offeredHolder = someone(title.offeredHolder);
  const offeredBeneficiary = someone(title.offeredBeneficiary);
  const stage = TITLE_STAGES[Number(title.stage)];
  const isOffered = offeredHolder !== undefined || offeredBeneficiary !== undefined;
  return {
    id,
    issuer: Number(title.issuer),
    holder: Number(title.holder),
    beneficiary: Number(title.beneficiary),
    nominee: someone(title.nominee),
    offeredHolder,
    offeredBeneficiary,
    status: stage === "surrendered" || stage === "ended" ? stage : isOffered ? "offered" : "held",
  };
}

/** What the issue of a title said. */
export async function readTitleIssue(titles: Titles, id: number): Promise<TitleIssue | undefined> {
  const [event] = await queryChain(providerOf(titles.runner), ({ from, to }) =>
    titles.queryFilter(titles.filters.TitleIssued(id), from, to),
  );
  if (event === undefined) return undefined;
  const { number, contentDigest, documentKey } = event.args;
  return { number, contentDigest, documentKey };
}

/** The life of a title, oldest step first: the endorsements on its back. */
export async function readTitleSteps(titles: Titles, id: number): Promise<TitleStep[]> {
  const provider = providerOf(titles.runner);
  const address = await titles.getAddress();
  const topic = `0x${id.toString(16).padStart(64, "0")}`;
  const logs = await queryChain(provider, ({ from, to }) =>
    provider.getLogs({ address, fromBlock: from, toBlock: to, topics: [null, topic] }),
  );
  return mapConcurrently(logs, async (log) => {
    const parsed = titles.interface.parseLog(log);
    const block = await provider.getBlock(log.blockNumber);
    const named = Object.entries(parsed?.args.toObject() ?? {}) as [string, bigint | string][];
    return {
      at: block?.timestamp ?? 0,
      event: parsed?.name ?? "",
      details: Object.fromEntries(named.filter(([name]) => name !== "titleId")),
      transactionHash: log.transactionHash,
    };
  });
}

function someone(orgId: bigint): number | undefined {
  return orgId === 0n ? undefined : Number(orgId);
}
