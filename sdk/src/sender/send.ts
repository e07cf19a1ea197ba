import type { Provider, Signer, TransactionRequest } from "ethers";
import { providerOf } from "../consortium/connect.ts";
import { packingFor } from "./parcel.ts";
import { refusedOr } from "./preflight.ts";
import { Sender, type SenderOptions, type SendOptions, type Sent } from "./sender.ts";

/** The senders of a provider. */
interface Senders {
  readonly byAddress: Map<string, Promise<Sender>>;
  readonly all: Sender[];
}

/** One sender for each account of a provider, so that two parts of a program never count the same nonces. */
const sendersOf = new WeakMap<Provider, Senders>();

/**
 * Opens the sender of an account: the one door for writes. The same account through the same provider has the same
 * sender; options given later change it.
 *
 * @param signer A wallet, or an account that the node or the browser signs for.
 * @throws NoProvider; TransactionRefused when the node does not answer.
 * @example const sender = await openSender(wallet, { window: 100 });
 */
export async function openSender(signer: Signer, options: SenderOptions = {}): Promise<Sender> {
  const provider = providerOf(signer);
  const address = await signer.getAddress();
  const senders: Senders = sendersOf.get(provider) ?? { byAddress: new Map(), all: [] };
  sendersOf.set(provider, senders);
  const opening = senders.byAddress.get(address) ?? open(signer, provider, address, senders);
  senders.byAddress.set(address, opening);
  const sender = await opening.catch((error: unknown) => {
    senders.byAddress.delete(address);
    throw error;
  });
  sender.configure(options);
  return sender;
}

async function open(signer: Signer, provider: Provider, address: string, { all }: Senders): Promise<Sender> {
  const packing = await refusedOr(() => packingFor(signer, provider));
  const sender = new Sender(provider, address, packing, all);
  all.push(sender);
  return sender;
}

/**
 * Sends a transaction through the sender of its account and waits until it is mined.
 *
 * Gas is free on the chain, so it is sent with zero prices. Before it leaves, it is tried out on the node,
 * since Besu accepts what it will never mine and mines what then fails.
 *
 * @param request Such as `await registry.addNode.populateTransaction(publicKey, endpoint)`.
 * @throws TransactionUnpayable, GasAboveCap or TransactionRefused before anything is sent;
 * TransactionReverted when it was mined and failed; ReceiptTimeout when its fate is open.
 */
export async function send(
  signer: Signer,
  request: TransactionRequest,
  options: SendOptions = {},
): Promise<Sent> {
  return (await openSender(signer)).send(request, options);
}
