import { expect } from "chai";
import { decodeXml, Undecodable } from "../../../payments/iso20022/xml/decode.ts";
import { parseXml } from "../../../payments/iso20022/xml/tree.ts";
import { element, type Node, writeXml } from "../../../payments/iso20022/xml/write.ts";
import { briefly, document, faultsOf, pacs008, read, refusalOf } from "./samples.ts";

const NAME = "Müller & Söhne";

function declared(encoding: string, text = pacs008({ "Orion Motors": "Müller &amp; Söhne" })): string {
  return `<?xml version="1.0" encoding="${encoding}"?>\n${text}`;
}

function utf16(text: string, swap: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return swap ? bytes.swap16() : bytes;
}

describe("ISO 20022: XML", () => {
  const nameIn = (bytes: Uint8Array): string | undefined => {
    const { message } = read(bytes, "pacs.008");
    return message.transfers[0]?.debtor.name;
  };

  it("reads Latin-1, UTF-8 with a mark, and UTF-16 as they declare (I11)", () => {
    expect(nameIn(Buffer.from(declared("ISO-8859-1"), "latin1"))).to.equal(NAME);
    expect(nameIn(Buffer.from(`\ufeff${declared("UTF-8")}`))).to.equal(NAME);
    expect(nameIn(Buffer.from(pacs008({ "Orion Motors": "Müller &amp; Söhne" })))).to.equal(NAME);
    for (const swap of [false, true]) {
      expect(nameIn(utf16(declared("UTF-16"), swap)), `${swap}`).to.equal(NAME);
      expect(nameIn(utf16(declared("UTF-16"), swap).subarray(2)), `${swap}, no mark`).to.equal(NAME);
    }
    expect(
      decodeXml(Buffer.from([...Buffer.from('<?xml version="1.0" encoding="windows-1252"?><a>'), 0x80])),
    ).to.match(/€$/);
  });

  it("names the byte at which a text is not what it declares (I11)", () => {
    const latin = Buffer.from(declared("UTF-8"), "latin1");
    const at = latin.indexOf(0xfc);
    const [fault] = faultsOf(latin);
    expect(fault).to.deep.include({ reason: "FF01", message: `is no UTF-8 at byte ${at}` });
    const byteOf = (bytes: Uint8Array): number | undefined => {
      try {
        decodeXml(bytes);
      } catch (error) {
        return (error as Undecodable).byte;
      }
      throw new Error("decoded");
    };
    expect(byteOf(latin)).to.equal(at);
    expect(byteOf(Buffer.from(declared("US-ASCII")))).to.equal(
      Buffer.from(declared("US-ASCII")).indexOf(0xc3),
    );
    const euro = Buffer.from(`${declared("ISO-8859-1", "<a>")}\u0080`, "latin1");
    expect(byteOf(euro)).to.equal(euro.length - 1);
    expect(byteOf(utf16("<a>\ud800</a>", false))).to.equal(8);
    expect(byteOf(Buffer.concat([utf16("<a/>", false), Buffer.from([0x41])]))).to.equal(10);
    const spoilt = Buffer.from("<a>\ufffd</a>");
    expect(byteOf(spoilt)).to.equal(3);
    expect(byteOf(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), spoilt]))).to.equal(6);
    expect(byteOf(Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xc3]))).to.equal(4);
  });

  it("refuses marks that contradict the declaration, and encodings that it does not read", () => {
    const faults = {
      "declares ISO-8859-1, but its byte order says UTF-8": Buffer.from(`\ufeff${declared("ISO-8859-1")}`),
      "declares UTF-8, but its byte order says UTF-16LE": utf16(declared("UTF-8"), false),
      "declares UTF-16, but is not": Buffer.from(declared("UTF-16")),
      "declares the encoding gb18030; read are UTF-8, UTF-16, ISO-8859-1, windows-1252 and ASCII":
        Buffer.from(declared("GB18030")),
    };
    for (const [message, bytes] of Object.entries(faults)) {
      expect(() => decodeXml(bytes)).to.throw(Undecodable, message);
    }
  });

  it("opens no file and grows no entity", () => {
    const laughs = Array.from(
      { length: 20 },
      (_, level) => `<!ENTITY a${level + 1} "${`&a${level};`.repeat(20)}">`,
    );
    const attacks = [
      `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>`,
      `<!DOCTYPE d [<!ENTITY a0 "ha">${laughs.join("")}]><d>&a20;</d>`,
      `<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd"><d/>`,
      `<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><d/>`,
      `<!DOCTYPE Document>${pacs008()}`,
    ];
    for (const attack of attacks) {
      const [fault, second] = faultsOf(attack);
      expect(fault?.message).to.equal("has a document type declaration; such files are not read");
      expect(second).to.equal(undefined);
    }
    expect(faultsOf("<d>&x;</d>")[0]?.message).to.match(/^is no XML: undefined entity/);
  });

  it("says where a text is no XML", () => {
    const cases = {
      "": /^is no XML: document must contain a root element|^is empty/,
      "<a>": /^is no XML: unclosed tag: a/,
      "<a></b>": /^is no XML/,
      "<a>\u0000</a>": /^is no XML: disallowed character/,
      "<p:a/>": /^is no XML: unbound namespace prefix/,
      "<a b='1' b='2'/>": /^is no XML: duplicate attribute/,
      "<a/><b/>": /^is no XML: documents may contain only one root/,
    };
    for (const [text, pattern] of Object.entries(cases)) {
      const faults = faultsOf(text);
      expect(faults).to.have.length(1);
      expect(faults[0]?.message, text).to.match(pattern);
    }
    const [fault] = faultsOf("<a>\n  <b>\n</a>");
    expect([fault?.line, fault?.column]).to.deep.equal([3, 5]);
    expect(faultsOf("<a>".repeat(100))[0]?.message).to.equal("has more than 64 elements within each other");
  });

  it("finds the document by namespace, under any prefix and in an envelope", () => {
    const prefixed = pacs008()
      .replace(/<(\/?)([A-Z])/g, "<$1p:$2")
      .replace("xmlns=", "xmlns:p=");
    expect(read(prefixed, "pacs.008").message.transfers).to.have.length(1);
    expect(read(`<Envelope><x/>${pacs008()}</Envelope>`, "pacs.008").message.messageId).to.equal("M-1");
    expect(read(`<e><Body>${pacs008()}</Body></e>`, "pacs.008").message.messageId).to.equal("M-1");
    expect(faultsOf(`<e>${pacs008()}${pacs008()}</e>`)[0]?.message).to.match(/^holds two messages/);
    expect(faultsOf("<html/>")[0]?.message).to.equal("holds no Document, but <html>");
    expect(faultsOf("<Document/>")[0]?.message).to.match(
      /^is in the namespace ""; read are pain\.001\.001\.03 to 12/,
    );
    expect(faultsOf(document("pacs.008.001.07", ""))[0]?.message).to.match(
      /^is a pacs\.008\.001\.07; read are /,
    );
  });

  it("takes no element of another namespace for its own", () => {
    const foreign = pacs008({ "<ChrgBr>SHAR</ChrgBr>": `<x:ChrgBr xmlns:x="urn:other">SHAR</x:ChrgBr>` });
    expect(briefly(faultsOf(foreign))).to.deep.equal(["CH21 CdtTrfTxInf ChrgBr is missing"]);
  });

  it("names line, column and path of every fault, sorted", () => {
    const faults = faultsOf(pacs008({ SHAR: "XXXX", 'Ccy="EUR">1000.00': 'Ccy="EUR">1000.001' }));
    expect(faults.map(({ line, column, path, reason }) => [line, column, path, reason])).to.deep.equal([
      [5, 1, "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/IntrBkSttlmAmt", "CH20"],
      [6, 1, "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/ChrgBr", "CH16"],
    ]);
    expect(refusalOf(pacs008({ SHAR: "XXXX" })).why).to.equal(
      'sample.xml:6:1  Document/FIToFICstmrCdtTrf/CdtTrfTxInf/ChrgBr: "XXXX" is none of DEBT, CRED, SHAR, SLEV',
    );
  });

  it("lists elements that are not carried, and refuses doubles", () => {
    const extra = pacs008({ "<ChrgBr>": "<PrvsInstgAgt1><FinInstnId/></PrvsInstgAgt1><ChrgBr>" });
    expect(read(extra, "pacs.008").leftOut).to.deep.equal([
      "Document/FIToFICstmrCdtTrf/CdtTrfTxInf/PrvsInstgAgt1",
    ]);
    const twice = pacs008({ "<ChrgBr>SHAR</ChrgBr>": "<ChrgBr>SHAR</ChrgBr><ChrgBr>DEBT</ChrgBr>" });
    expect(briefly(faultsOf(twice))).to.include("FF01 ChrgBr[2] stands here twice");
  });

  it("writes what it reads back the same, whatever the text holds", () => {
    const texts = [
      "a & b < c > d",
      "quote \" and '",
      "tab\tand line\nend",
      "carriage\rreturn",
      "]]>",
      "&amp;",
      "ü 東 😀",
    ];
    for (const text of texts) {
      const xml = writeXml(element("a", [element("b", text, { c: text.replace(/\s/g, " ") })]) as Node);
      const [b] = parseXml(xml).children;
      expect(b?.text, text).to.equal(text);
      expect(b?.attributes.get("c")).to.equal(text.replace(/\s/g, " "));
    }
    expect(element("a", undefined)).to.equal(undefined);
    expect(element("a", [undefined, undefined])).to.equal(undefined);
  });
});
