import type { Bills } from "@guildhall/sdk";
import { signDiscountOffer } from "@guildhall/sdk/assets";
import { type BrowserProvider, id, type JsonRpcSigner, MaxUint256, type TransactionResponse } from "ethers";
import { clockOf } from "../../network/clock.ts";
import { deployAssets } from "../lib/assets.ts";
import { FREE, measureIn, openBench } from "./lib/bench.ts";

/** Far off and the same in every run, since the bytes of a date cost gas. */
const MATURITY = 1_950_000_000;
const DEADLINE = MATURITY + 3 * 86_400 - 1;

const [ORION, DELTA] = [4, 5];
const INVOICE = 1;

const measure = measureIn("assets");

describe("Gas of the assets room: bills", () => {
  let browser: BrowserProvider;
  let bills: Bills;
  let room: Awaited<ReturnType<typeof deployAssets>>;
  let aurum: JsonRpcSigner;
  let jade: JsonRpcSigner;
  let orion: JsonRpcSigner;
  let delta: JsonRpcSigner;
  let kappa: JsonRpcSigner;

  before(async () => {
    ({ browser } = await openBench());
    room = await deployAssets(browser);
    bills = room.bills;
    [aurum, jade, orion, delta, kappa] = (await Promise.all(
      [3, 5, 7, 9, 11].map((index) => browser.getSigner(index)),
    )) as [JsonRpcSigner, JsonRpcSigner, JsonRpcSigner, JsonRpcSigner, JsonRpcSigner];
    for (const account of [aurum, orion, delta, kappa]) {
      await sent(room.eur.connect(aurum).issue(account.address, 100_000_000, id(account.address), FREE));
      await sent(room.eur.connect(account).approve(await bills.getAddress(), MaxUint256, FREE));
    }
    // The first payment of an account on a day costs more than the others.
    for (const account of [aurum, orion, delta]) {
      await sent(room.eur.connect(account).transfer(kappa.address, 1, FREE));
    }
  });

  async function sent(sending: Promise<TransactionResponse>): Promise<bigint> {
    return (await (await sending).wait())?.gasUsed ?? 0n;
  }

  const lot = (bill: number, number: number) => (BigInt(bill) << 32n) | BigInt(number);

  async function draw(number: string): Promise<TransactionResponse> {
    const terms = {
      drawee: ORION,
      payee: delta.address,
      token: await room.eur.getAddress(),
      amountMinor: 12_000_000,
      maturesAt: MATURITY,
      presentUntil: DEADLINE,
      place: "Frankfurt, Europe/Berlin",
    };
    const document = { kind: INVOICE, issuer: DELTA, counterparty: ORION, number };
    return bills.connect(delta).draw(terms, document, FREE);
  }

  /** Delta sells 20,000 EUR of a lot to Aurum. */
  async function discount(lotId: bigint, nonce: number): Promise<TransactionResponse> {
    const offer = {
      lotId,
      seller: DELTA,
      amountMinor: 2_000_000n,
      priceMinor: 1_960_000n,
      withRecourse: true,
      buyer: aurum.address,
      nonce: BigInt(nonce),
      validUntil: MATURITY,
    };
    const signature = await signDiscountOffer(aurum, bills, offer);
    return bills.connect(delta).discount(offer, signature, FREE);
  }

  it("from drawing to payment", async () => {
    await sent(draw("INV2027001"));
    await measure("draw a bill", 330_000, draw("INV2027002"));
    await measure("accept a bill", 75_000, bills.connect(orion).accept(2, FREE));
    await measure("split a lot", 100_000, bills.connect(delta).split(lot(2, 1), 2_000_000, FREE));
    await measure(
      "endorse part of a lot with its provenance",
      100_000,
      bills.connect(delta).endorse(lot(2, 1), kappa.address, 2_000_000, true, FREE),
    );
    await measure(
      "endorse a whole lot",
      47_000,
      bills.connect(kappa).endorse(lot(2, 3), jade.address, 2_000_000, true, FREE),
    );
    const parties = [jade, kappa, jade, kappa] as const;
    for (let i = 0; i + 1 < parties.length; i++) {
      const [from, to] = [parties[i] as JsonRpcSigner, parties[i + 1] as JsonRpcSigner];
      await sent(bills.connect(from).endorse(lot(2, 3), to.address, 2_000_000, true, FREE));
    }
    await measure(
      "endorse a whole lot, each sixth time",
      70_000,
      bills.connect(kappa).endorse(lot(2, 3), jade.address, 2_000_000, true, FREE),
    );
    await sent(discount(lot(2, 2), 1));
    await measure("discount a part of a lot", 165_000, discount(lot(2, 1), 2));
    await sent(bills.connect(delta).split(lot(2, 1), 2_000_000, FREE));
    await measure("discount a whole lot", 110_000, discount(lot(2, 5), 3));

    await (await clockOf(browser)).until(MATURITY);
    await sent(room.eur.connect(orion).transfer(kappa.address, 1, FREE));
    await measure("present a lot", 45_000, bills.connect(jade).present([lot(2, 3)], FREE));
    await measure(
      "pay a lot",
      80_000,
      bills.connect(orion).pay([{ lotId: lot(2, 2), amountMinor: 2_000_000 }], FREE),
    );
    await measure("collect a lot", 80_000, bills.connect(aurum).collect([lot(2, 4)], FREE));
    await (await clockOf(browser)).until(DEADLINE + 1);
    await measure("protest a lot", 90_000, bills.connect(jade).protest(lot(2, 3), id("evidence"), FREE));
    await measure("call for recourse", 60_000, bills.connect(jade).callRecourse(lot(2, 3), FREE));
    await measure("honour recourse", 118_000, bills.connect(kappa).honourRecourse(lot(2, 3), FREE));
  });
});
