import { writeCamt053 } from "./messages/camt053-write.ts";
import { writePacs002 } from "./messages/pacs002.ts";
import { writePacs004 } from "./messages/pacs004.ts";
import { writeBankTransfers } from "./messages/pacs008.ts";
import { writePain001 } from "./messages/pain001.ts";
import type { Kind, Message } from "./model.ts";
import { type AddressProfile, requireAddresses } from "./parts/address.ts";
import { element, type Node, writeXml } from "./xml/write.ts";

/** The edition in which each kind of message is written. */
export const WRITTEN: Readonly<Record<Kind, string>> = {
  "pain.001": "pain.001.001.09",
  "pacs.008": "pacs.008.001.08",
  "pacs.009": "pacs.009.001.08",
  "pacs.002": "pacs.002.001.10",
  "pacs.004": "pacs.004.001.09",
  "camt.053": "camt.053.001.08",
};

/**
 * Writes a message, always in the edition of `WRITTEN`.
 *
 * @throws AddressRefused; NotTransliterable.
 */
export function writeMessage(message: Message, profile: AddressProfile = "hybrid"): string {
  requireAddresses(message, profile);
  const namespace = `urn:iso:std:iso:20022:tech:xsd:${WRITTEN[message.kind]}`;
  return writeXml(element("Document", [bodyOf(message)], { xmlns: namespace }) as Node);
}

function bodyOf(message: Message): Node | undefined {
  switch (message.kind) {
    case "pain.001":
      return writePain001(message);
    case "pacs.008":
    case "pacs.009":
      return writeBankTransfers(message);
    case "pacs.002":
      return writePacs002(message);
    case "pacs.004":
      return writePacs004(message);
    case "camt.053":
      return writeCamt053(message);
  }
}
