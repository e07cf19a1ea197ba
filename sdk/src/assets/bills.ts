import { GuildhallError } from "../common/guildhall-error.ts";
import { type Alliance, NotInDirectory, readDirectory } from "../consortium/connect.ts";
import { type Bills, Bills__factory } from "../generated/contracts/index.ts";

const LOT_BITS = 32n;
const LOT = /^(\d+)\/(\d+)$/;

/** A lot by the number of its bill and its own within it. */
export interface LotNumber {
  readonly bill: number;
  readonly lot: number;
}

/** A text that names no lot. */
export class BadLotNumber extends GuildhallError {
  override readonly name = "BadLotNumber";
  constructor(text: string) {
    super(`"${text}" names no lot.`, "Give the bill and its lot, such as 3/1; `bill show 3` lists them.", {
      text,
    });
  }
}

/**
 * The contract of bills that the directory names.
 *
 * @throws NotInDirectory when it was not deployed and voted in yet.
 * @example const bills = await connectBills(await connectAlliance(provider));
 */
export async function connectBills({ directory }: Alliance): Promise<Bills> {
  const address = (await readDirectory(directory)).get("bills");
  if (address === undefined) throw new NotInDirectory("bills");
  return Bills__factory.connect(address, directory.runner);
}

/** What the ledger calls a lot. */
export function lotIdOf({ bill, lot }: LotNumber): bigint {
  return (BigInt(bill) << LOT_BITS) | BigInt(lot);
}

/** The numbers of a lot. */
export function lotNumberOf(lotId: bigint): LotNumber {
  return { bill: Number(lotId >> LOT_BITS), lot: Number(BigInt.asUintN(Number(LOT_BITS), lotId)) };
}

/** A lot as people write it: `3/1` is the first lot of bill 3. */
export function formatLot(lotId: bigint): string {
  const { bill, lot } = lotNumberOf(lotId);
  return `${bill}/${lot}`;
}

/** Reads what `formatLot` wrote. @throws BadLotNumber */
export function parseLot(text: string): bigint {
  const [, bill, lot] = LOT.exec(text.trim()) ?? [];
  if (bill === undefined || lot === undefined || Number(lot) === 0) throw new BadLotNumber(text);
  return lotIdOf({ bill: Number(bill), lot: Number(lot) });
}
