import { type Alliance, connectAlliance } from "@guildhall/sdk/consortium";
import { HDNodeWallet, type JsonRpcProvider, Mnemonic } from "ethers";
import { clockOf } from "../../network/clock.ts";
import { carry } from "../../network/deployment/carry.ts";

const PHRASE = Mnemonic.fromPhrase("test test test test test test test test test test test junk");

/** Enough organisations of the sample alliance to pass a proposal, in order; the admin of each is the development account 2i. */
const FOUNDERS = ["nordgrid", "aurum-bank", "jade-bank", "orion-motors", "delta-castings"];

/** Hardhat's development account of that number. */
export function developmentKey(index: number): HDNodeWallet {
  return HDNodeWallet.fromMnemonic(PHRASE, `m/44'/60'/0'/0/${index}`);
}

/** Has a proposal voted for by the first five founders, queued and executed, with the time that this takes passed over. */
export async function decide(provider: JsonRpcProvider, number: number): Promise<void> {
  const alliance: Alliance = await connectAlliance(provider);
  const voters = FOUNDERS.map((alias, index) => ({
    alias,
    signer: developmentKey(2 * index).connect(provider),
  }));
  const ended = await carry(alliance, number, { voters, clock: await clockOf(provider) });
  if (ended.state !== "executed") throw new Error(`Proposal ${number} ended ${ended.state}.`);
}
