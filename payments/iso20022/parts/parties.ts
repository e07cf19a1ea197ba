import type { Cursor, Part } from "../cursor.ts";
import { bic, code4, country, iban, max } from "../leaves.ts";
import { type Account, type Address, NOT_PROVIDED, type OtherId, type Party } from "../model.ts";
import type { Reason } from "../reasons.ts";
import { type Content, element, type Node } from "../xml/write.ts";
import { addressFault } from "./address.ts";
import { transliterate } from "./charset.ts";

const LEI = max(20);

/** An organisation or person; nothing if the element is absent. */
export function readParty(cursor: Cursor | undefined): Part<Party> | undefined {
  // From its fourth edition on, a statement says whether a party or an agent stands there.
  const place = cursor?.child("Pty", "Agt") ?? cursor;
  if (place === undefined) return undefined;
  if (place.child("FinInstnId") !== undefined) return readAgent(place);
  const id = place.down("Id", "OrgId");
  return {
    name: place.text("Nm", max(140)),
    bic: id?.child("AnyBIC", "BICOrBEI")?.value(bic, "RC01"),
    lei: id?.text("LEI", LEI),
    other: readOther(id?.all("Othr")[0]),
    address: readAddress(place.child("PstlAdr")),
  };
}

/** A bank. */
export function readAgent(cursor: Cursor | undefined): Part<Party> | undefined {
  const place = cursor?.needed("FinInstnId");
  if (place === undefined) return undefined;
  const member = place.child("ClrSysMmbId");
  const system = member?.child("ClrSysId");
  const code = place.child("BICFI", "BIC")?.value(bic, "RC01");
  if (code === undefined && place.down("Othr", "Id")?.element.text === NOT_PROVIDED) return undefined;
  return {
    name: place.text("Nm", max(140)),
    bic: code,
    lei: place.text("LEI", LEI),
    other: member && {
      id: member.need("MmbId", max(35)),
      schemeCode: system?.text("Cd", max(5)),
      schemeName: system?.text("Prtry", max(35)),
      issuer: undefined,
    },
    address: readAddress(place.child("PstlAdr")),
  };
}

/**
 * An account.
 *
 * @param reason Of a number that is wrong: whose account it is.
 */
export function readAccount(cursor: Cursor | undefined, reason: Reason): Part<Account> | undefined {
  const id = cursor?.needed("Id");
  if (cursor === undefined || id === undefined) return undefined;
  const number = id.needed("IBAN", "Othr");
  const isIban = number?.element.name === "IBAN";
  return {
    iban: isIban ? number.value(iban, reason) : undefined,
    other: isIban ? undefined : readOther(number),
    currency: cursor.text("Ccy", max(3)),
    name: cursor.text("Nm", max(70)),
  };
}

function readOther(cursor: Cursor | undefined): Part<OtherId> | undefined {
  if (cursor === undefined) return undefined;
  const scheme = cursor.child("SchmeNm");
  return {
    id: cursor.need("Id", max(256)),
    schemeCode: scheme?.text("Cd", code4),
    schemeName: scheme?.text("Prtry", max(35)),
    issuer: cursor.text("Issr", max(35)),
  };
}

function readAddress(cursor: Cursor | undefined): Part<Address> | undefined {
  if (cursor === undefined) return undefined;
  const address = {
    department: cursor.text("Dept", max(70)),
    street: cursor.text("StrtNm", max(70)),
    building: cursor.text("BldgNb", max(16)),
    postCode: cursor.text("PstCd", max(16)),
    town: cursor.text("TwnNm", max(35)),
    district: cursor.text("DstrctNm", max(35)),
    subdivision: cursor.text("CtrySubDvsn", max(35)),
    country: cursor.text("Ctry", country),
    lines: cursor.texts("AdrLine", max(70)),
  };
  const fault = addressFault(address, "hybrid");
  if (fault !== undefined) cursor.remark(`${fault}; networks reject such addresses since November 2026`);
  return address;
}

/** Writes a party under a name of an element; its own name in the letters that banks carry. */
export function writeParty(name: string, party: Party | undefined): Node | undefined {
  return element(name, party && partyContent(party));
}

/** As `writeParty` where the standard asks whether it is a party or an agent. */
export function writePartyChoice(name: string, party: Party | undefined): Node | undefined {
  return element(name, party && [element("Pty", partyContent(party))]);
}

function partyContent(party: Party): Content {
  return [
    element("Nm", party.name && transliterate(party.name)),
    writeAddress(party.address),
    element("Id", [
      element("OrgId", [
        element("AnyBIC", party.bic),
        element("LEI", party.lei),
        writeOther("Othr", party.other),
      ]),
    ]),
  ];
}

/** As `writeAgent` where the standard wants an agent even if none is known. */
export function writeNeededAgent(name: string, agent: Party | undefined): Node | undefined {
  const unknown = [element("FinInstnId", [element("Othr", [element("Id", NOT_PROVIDED)])])];
  return writeAgent(name, agent) ?? element(name, unknown);
}

export function writeAgent(name: string, agent: Party | undefined): Node | undefined {
  if (agent === undefined) return undefined;
  const { bic: code, other, lei, address } = agent;
  return element(name, [
    element("FinInstnId", [
      element("BICFI", code),
      element(
        "ClrSysMmbId",
        other && [
          element("ClrSysId", [element("Cd", other.schemeCode), element("Prtry", other.schemeName)]),
          element("MmbId", other.id),
        ],
      ),
      element("LEI", lei),
      element("Nm", agent.name && transliterate(agent.name)),
      writeAddress(address),
    ]),
  ]);
}

export function writeAccount(name: string, account: Account | undefined): Node | undefined {
  return element(name, account && accountContent(account));
}

export function accountContent(account: Account): (Node | undefined)[] {
  return [
    element("Id", [element("IBAN", account.iban), writeOther("Othr", account.other)]),
    element("Ccy", account.currency),
    element("Nm", account.name && transliterate(account.name)),
  ];
}

function writeOther(name: string, other: OtherId | undefined): Node | undefined {
  return element(
    name,
    other && [
      element("Id", other.id),
      element("SchmeNm", [element("Cd", other.schemeCode), element("Prtry", other.schemeName)]),
      element("Issr", other.issuer),
    ],
  );
}

function writeAddress(address: Address | undefined): Node | undefined {
  return element(
    "PstlAdr",
    address && [
      element("Dept", address.department && transliterate(address.department)),
      element("StrtNm", address.street && transliterate(address.street)),
      element("BldgNb", address.building && transliterate(address.building)),
      element("PstCd", address.postCode && transliterate(address.postCode)),
      element("TwnNm", address.town && transliterate(address.town)),
      element("DstrctNm", address.district && transliterate(address.district)),
      element("CtrySubDvsn", address.subdivision && transliterate(address.subdivision)),
      element("Ctry", address.country),
      ...address.lines.map((line) => element("AdrLine", transliterate(line))),
    ],
  );
}
