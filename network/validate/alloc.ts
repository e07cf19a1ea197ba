import type { Check } from "./check.ts";
import type { Finding } from "./finding.ts";
import { shown } from "./genesis.ts";
import { isRecord, type SourceFile } from "./source-file.ts";

/** What must hold of the accounts of block 0 before anybody can run them. */
export const allocChecks: Check<SourceFile>[] = [
  everyAccountStandsOnce,
  numbersAreHexWith0x,
  codeAndStorageAreHex,
];

/** The accounts of block 0 as they are written. */
export function allocEntries(genesis: SourceFile): [address: string, account: Record<string, unknown>][] {
  return genesis.keys("alloc").flatMap((address) => {
    const account = genesis.get("alloc", address);
    return isRecord(account) ? [[address, account]] : [];
  });
}

/** An address of a genesis file in lower case with 0x; in the file 0x is optional. */
export function allocAddress(address: string): string {
  return `0x${address.toLowerCase().replace(/^0x/, "")}`;
}

function* everyAccountStandsOnce(genesis: SourceFile): Iterable<Finding> {
  const seen = new Set<string>();
  for (const written of genesis.keys("alloc")) {
    const address = allocAddress(written);
    if (!/^0x[0-9a-f]{40}$/.test(address)) {
      yield genesis.finding(["alloc", written], {
        fault: `${written} is not an address.`,
        consequence: "Nodes refuse the file, or put the account where nobody looks for it.",
        cure: "Write 0x and 40 hex digits.",
      });
    } else if (seen.has(address)) {
      yield genesis.finding(["alloc", written], {
        fault: `${address} stands twice, with and without 0x.`,
        consequence: "The later entry takes the place of the earlier one, code and storage included.",
        cure: "Decide which account is meant and delete the other.",
      });
    }
    seen.add(address);
  }
}

function* numbersAreHexWith0x(genesis: SourceFile): Iterable<Finding> {
  for (const [address, { balance = "0x0", nonce = "0x0" }] of allocEntries(genesis)) {
    if (!isHex(balance)) {
      yield genesis.finding(["alloc", address, "balance"], {
        fault: `The balance ${shown(balance)} is not hex with 0x.`,
        consequence: "It is read as a decimal number, another amount than the one that tools with hex read.",
        cure: "Write it as hex with 0x; on a chain without fees, 0x0.",
      });
    }
    if (!isHex(nonce)) {
      yield genesis.finding(["alloc", address, "nonce"], {
        fault: `The nonce ${shown(nonce)} is not hex with 0x.`,
        consequence:
          "A nonce is always read as hex: 10 becomes 16, and addresses of created contracts differ.",
        cure: "Write it as hex with 0x; a contract's starts at 0x1.",
      });
    }
  }
}

function* codeAndStorageAreHex(genesis: SourceFile): Iterable<Finding> {
  for (const [address, { code = "0x", storage = {} }] of allocEntries(genesis)) {
    if (typeof code !== "string" || !/^(0x)?([0-9a-f]{2})*$/i.test(code)) {
      yield genesis.finding(["alloc", address, "code"], {
        fault: "The code is not hex.",
        consequence: "Nodes refuse the file and do not start.",
        cure: "Put back the runtime code; `genesis build` writes it.",
      });
    }
    for (const [slot, value] of Object.entries(isRecord(storage) ? storage : {})) {
      if (isWord(slot) && isWord(value)) continue;
      yield genesis.finding(["alloc", address, "storage", slot], {
        fault: `Slot ${slot}: ${shown(value)} is not 32 bytes to 32 bytes at most, as hex.`,
        consequence: "Nodes refuse the file, or the contract reads something else than was meant.",
        cure: "Put back what `genesis build` wrote.",
      });
    }
  }
}

function isHex(value: unknown): boolean {
  return typeof value === "string" && /^0x[0-9a-f]+$/i.test(value);
}

function isWord(value: unknown): boolean {
  return typeof value === "string" && /^(0x)?[0-9a-f]{1,64}$/i.test(value);
}
