import { toBeHex } from "ethers";
import { queryChain } from "../common/log-range.ts";
import type { Alliance } from "../consortium/connect.ts";
import { NotInDirectory, providerOf, readDirectory } from "../consortium/connect.ts";
import { type IPaymentEscrow, IPaymentEscrow__factory } from "../generated/contracts/index.ts";
import type { IPaymentEscrow as Escrow } from "../generated/contracts/IPaymentEscrow.ts";

/** Money that was set aside for an order. */
export interface OrderEscrow {
  readonly paymentId: string;
  /** Under which it was authorised, as calls take them. */
  readonly terms: Escrow.PaymentTermsStruct;
}

/**
 * The payment that was authorised last for an order, whether it is linked to it or not; undefined if there is none.
 *
 * @throws NotInDirectory when the alliance has no escrow.
 */
export async function findOrderEscrow(alliance: Alliance, orderId: bigint): Promise<OrderEscrow | undefined> {
  const address = (await readDirectory(alliance.directory)).get("paymentEscrow");
  if (address === undefined) throw new NotInDirectory("paymentEscrow");
  const escrow: IPaymentEscrow = IPaymentEscrow__factory.connect(address, alliance.directory.runner);
  const provider = providerOf(escrow.runner);
  const tied = await queryChain(provider, ({ from, to }) =>
    escrow.queryFilter(escrow.filters.OrderEscrowed(toBeHex(orderId, 32)), from, to),
  );
  const paymentId = tied.at(-1)?.args.paymentId;
  if (paymentId === undefined) return undefined;
  const authorised = await queryChain(provider, ({ from, to }) =>
    escrow.queryFilter(escrow.filters.PaymentAuthorised(paymentId), from, to),
  );
  const terms = authorised.at(-1)?.args.terms.toObject(true);
  return terms === undefined ? undefined : { paymentId, terms: terms as unknown as Escrow.PaymentTermsStruct };
}
