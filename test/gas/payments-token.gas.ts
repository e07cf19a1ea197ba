import { type SettlementToken, SettlementToken__factory } from "@guildhall/sdk";
import { connectAlliance, PREDEPLOYS, RIGHTS, signAccountConsent } from "@guildhall/sdk/consortium";
import { BrowserProvider, ContractFactory, type JsonRpcSigner, type TransactionResponse, ZeroAddress, id, toBeHex, Wallet } from "ethers";
import hre from "hardhat";
import { gasPoint } from "./lib/gas-point.ts";

const ROOM = "payments";
const FUNDS = 1_000_000_00n;
const FAR = 4_000_000_000n;
const FREE = { gasPrice: 0n };
/** UETR and reason code, nothing of the payer's own. */
const REFERENCE = "0x0b5c34f7a2d94c018f3e6d1a77e0c9ab53414c41000000000000000000000000";

describe("Gas of the payments room: money", () => {
  let browser: BrowserProvider;
  let bank: JsonRpcSigner;
  let [payer, payee, relayer]: JsonRpcSigner[] = [];
  let token: SettlementToken;

  before(async () => {
    const { provider } = await hre.network.create();
    browser = new BrowserProvider(provider, undefined, { cacheTimeout: -1 });
    browser.pollingInterval = 1;
    bank = await browser.getSigner(2);
    [payer, payee, relayer] = await Promise.all([6, 8, 10].map((i) => browser.getSigner(i)));
    const { abi, bytecode } = await hre.artifacts.readArtifact("SettlementToken");
    const made = await new ContractFactory(abi, bytecode, bank).deploy(PREDEPLOYS.registry, 2, "EUR", 2, "Aurum Euro", "EUR", FREE);
    token = SettlementToken__factory.connect(await made.getAddress(), bank);
    await token.setLimits(0, { perPaymentMinor: FUNDS, perDayMinor: 10n * FUNDS }, FREE);
    for (let i = 0; i < 16; i++) await token.issue(await browser.getSigner(i), FUNDS, id(`deposit ${i}`), FREE);
    await token.connect(payer).transfer(payee!, 1n, FREE);
  });

  async function measure(work: string, bound: number, sent: Promise<TransactionResponse>, parts = 1n): Promise<void> {
    const receipt = await (await sent).wait();
    gasPoint({ room: ROOM, work, bound }, (receipt?.gasUsed ?? 0n) / parts);
  }

  it("payments", async () => {
    const own = token.connect(payer);
    await measure("permissioned transfer, both members checked, freeze, limits", 44_000, own.transfer(payee!, 125_00n, FREE));
    await measure("the same with a reference", 48_000, own.pay(payee!, 125_00n, REFERENCE, FREE));
  });

  it("relayed", async () => {
    const domain = { name: "Aurum Euro", version: "1", chainId: 20260, verifyingContract: await token.getAddress() };
    const types = { TransferWithAuthorization: [
      { name: "from", type: "address" }, { name: "to", type: "address" }, { name: "value", type: "uint256" },
      { name: "validAfter", type: "uint256" }, { name: "validBefore", type: "uint256" }, { name: "nonce", type: "bytes32" } ] };
    const send = async (nonce: bigint) => {
      const m = { from: await payer!.getAddress(), to: await payee!.getAddress(), value: 125_00n, validAfter: 0n, validBefore: FAR, nonce: toBeHex(nonce, 32) };
      const signature = await payer!.signTypedData(domain, types, m);
      return token.connect(relayer).transferWithAuthorization(m.from, m.to, m.value, m.validAfter, m.validBefore, m.nonce, signature, FREE);
    };
    await send(0n);
    await measure("signed (relayed) payment", 55_000, send(1n));
    await send(300n);
    await measure("signed (relayed) payment, nonces out of order", 60_000, send(301n));
  });

  it("batch", async () => {
    const { registry } = await connectAlliance(browser);
    const items = [];
    for (let i = 0; i < 50; i++) {
      const wallet = new Wallet(id(`gas point payee ${i}`)).connect(browser);
      const orgId = 5 + (i % 4);
      const consent = { orgId, account: wallet.address, rights: RIGHTS.operator };
      const { signature } = await signAccountConsent(wallet, registry, consent, FAR);
      const admin = await browser.getSigner(2 * (orgId - 1));
      await registry.connect(admin).addAccount(wallet.address, RIGHTS.operator, FAR, signature, FREE);
      await token.issue(wallet.address, FUNDS, id(`deposit ${wallet.address}`), FREE);
      items.push({ payee: wallet.address, amountMinor: 125_00n, paymentReference: REFERENCE });
    }
    const own = token.connect(await browser.getSigner(4));
    await own.transfer(payee!, 1n, FREE);
    await measure("batch of 50, each", 11_000, own.payBatch(0, items, FREE), 50n);
  });
});
