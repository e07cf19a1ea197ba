import { readFileSync } from "node:fs";
import { expect } from "chai";
import { HDNodeWallet, Mnemonic, SigningKey, toBeHex } from "ethers";
import { InputFileError } from "../../files/input-file.ts";
import { parseAlliance, readAlliance, readApplicant } from "../../network/alliance.ts";

const PATH = "data/alliance.yaml";
const SAMPLE = readFileSync(PATH, "utf8");
const NOW = Date.UTC(2026, 0, 1) / 1000;

function findingsOf(text: string) {
  try {
    parseAlliance(text, PATH, { now: NOW });
  } catch (error) {
    if (error instanceof InputFileError) return error.findings;
    throw error;
  }
  return [];
}

/** The sample with the first `from` after `after` replaced. */
function edit(from: string, to: string, after = ""): string {
  const start = SAMPLE.indexOf(after);
  const at = SAMPLE.indexOf(from, start);
  if (start < 0 || at < 0) throw new Error(`The sample has no "${from}" after "${after}".`);
  return SAMPLE.slice(0, at) + to + SAMPLE.slice(at + from.length);
}

/** Line of a fragment; "a > b" means the first b after a. */
function lineOf(text: string, trail: string): number {
  const at = trail.split(" > ").reduce((offset, fragment) => text.indexOf(fragment, offset), 0);
  return text.slice(0, at).split("\n").length;
}

describe("The sample alliance", () => {
  it("has eight members with the aliases that tasks use", async () => {
    const { members, chain, governance } = await readAlliance(PATH, { now: NOW });
    expect(members.map(({ alias }) => alias)).to.deep.equal([
      "nordgrid",
      "aurum-bank",
      "jade-bank",
      "orion-motors",
      "delta-castings",
      "kappa-fasteners",
      "meridian-logistics",
      "clearview-audit",
    ]);
    expect(chain.id).to.equal(20260);
    expect(governance.approvalBps).to.equal(5000);
    expect(members[0]?.kycExpiresAt).to.equal(Date.UTC(2032, 0, 1) / 1000);
  });

  it("uses Hardhat's development accounts and node keys of the same phrase", async () => {
    const phrase = Mnemonic.fromPhrase("test test test test test test test test test test test junk");
    const derive = (branch: number, index: number) =>
      HDNodeWallet.fromMnemonic(phrase, `m/44'/60'/0'/${branch}/${index}`);
    const members = [
      ...(await readAlliance(PATH, { now: NOW })).members,
      await readApplicant("data/applicant.yaml"),
    ];
    for (const [index, { accounts }] of members.entries()) {
      const expected = [derive(0, 2 * index).address, derive(0, 2 * index + 1).address];
      expect(accounts.map(({ address }) => address)).to.deep.equal(expected);
    }
    const firstNodes = members.slice(0, 8).map(({ nodes }) => nodes[0]);
    const rescueNodes = members.slice(0, 4).map(({ nodes }) => nodes[1]);
    for (const [index, node] of [...firstNodes, ...rescueNodes, members[8]?.nodes[0]].entries()) {
      expect(node?.address).to.equal(derive(1, index).address);
    }
  });

  it("has six validators, four rescue nodes and two others", async () => {
    const seats = (await readAlliance(PATH, { now: NOW })).members.flatMap(({ nodes }) =>
      nodes.map(({ seat }) => seat),
    );
    const count = (name: string) => seats.filter((seat) => seat === name).length;
    expect([count("validator"), count("rescue"), count("none")]).to.deep.equal([6, 4, 2]);
  });

  it("reads the same with CRLF line ends and a byte order mark", () => {
    const windows = `\uFEFF${SAMPLE.replaceAll("\n", "\r\n")}`;
    expect(parseAlliance(windows, PATH, { now: NOW })).to.deep.equal(
      parseAlliance(SAMPLE, PATH, { now: NOW }),
    );
  });

  it("is followed by an applicant in the same shape", async () => {
    const applicant = await readApplicant("data/applicant.yaml", { now: NOW });
    expect(applicant).to.include({ name: "Solaris Energy", alias: "solaris-energy" });
    expect(applicant.capabilities).to.deep.equal(["prosumer"]);
  });
});

const NORDGRID = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const AURUM = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
const AURUM_NODE = /publicKey: (0a59\w+)/.exec(SAMPLE)?.[1] ?? "";
const JADE_NODE = /publicKey: (ba85\w+)/.exec(SAMPLE)?.[1] ?? "";
const JADE_RESCUE = /publicKey: (5b0c\w+)/.exec(SAMPLE)?.[1] ?? "";

/** What is changed, the changed text, a fragment of the line that is reported, the field, the message. */
const FAULTS: [what: string, text: string, line: string, field: string, message: RegExp][] = [
  [
    "a chain id beyond exact numbers",
    edit("id: 20260", "id: 9007199254740993"),
    "id: 9007199254740993",
    "chain.id",
    /^"9007199254740993" is too large to be exact; expected a whole number/,
  ],
  [
    "a fraction",
    edit("Seconds: 2,", "Seconds: 2.5,"),
    "2.5",
    "chain.blockPeriodSeconds",
    /"2.5" is not a whole number/,
  ],
  [
    "a hexadecimal number",
    edit("floor: 4", "floor: 0x4"),
    "floor: 0x4",
    "validatorSet.floor",
    /"0x4" is not a whole number in decimal digits; expected .* validators from 1 to 64/,
  ],
  [
    "a timeout shorter than two block periods",
    edit("requestTimeoutSeconds: 4", "requestTimeoutSeconds: 3"),
    "requestTimeoutSeconds: 3",
    "chain.requestTimeoutSeconds",
    /is 3; expected at least 4/,
  ],
  [
    "a block that cannot hold one full transaction",
    edit("30000000", "16000000"),
    "16000000",
    "chain.blockGasLimit",
    /"16000000" is out of range; expected .* from 16777216/,
  ],
  [
    "an approval below half",
    edit("Percent: 50", "Percent: 49.99"),
    "49.99",
    "governance.approvalPercent",
    /"49.99" is out of range; expected a percentage from 50 to 99.99/,
  ],
  [
    "an approval with three decimals",
    edit("Percent: 50", "Percent: 66.667"),
    "66.667",
    "governance.approvalPercent",
    /"66.667" is not a percentage; expected .* two decimals/,
  ],
  [
    "a liveness window shorter than the change interval",
    edit("changeIntervalBlocks: 20", "changeIntervalBlocks: 1001"),
    "livenessWindowBlocks",
    "validatorSet.livenessWindowBlocks",
    /is 1000; expected at least changeIntervalBlocks, 1001/,
  ],
  [
    "an address with a mistyped digit",
    edit(NORDGRID, NORDGRID.replace("f39F", "f38F")),
    "0xf38F",
    "members[0].accounts[0].address",
    /"0xf38F\w+" fails its checksum/,
  ],
  [
    "an address without quotation marks is fine, but not a short one",
    edit(`"${NORDGRID}"`, "0xf39F"),
    "0xf39F,",
    "members[0].accounts[0].address",
    /"0xf39F" is not an address; expected 0x and 40 hex digits/,
  ],
  [
    "the zero address",
    edit(AURUM, `0x${"0".repeat(40)}`),
    `0x${"0".repeat(40)}`,
    "members[1].accounts[0].address",
    /is the zero address/,
  ],
  [
    "an account of two members",
    edit(AURUM, NORDGRID.toLowerCase()),
    `"${NORDGRID.toLowerCase()}"`,
    "members[1].accounts[0].address",
    /acts for one organisation only and stands already in members\[0\]\.accounts\[0\]\.address/,
  ],
  [
    "an unknown right",
    edit("rights: [operator]", "rights: [owner]"),
    "[owner]",
    "members[0].accounts[1].rights[0]",
    /"owner" is unknown; expected one of admin, operator, viewer/,
  ],
  [
    "a right named twice",
    edit("rights: [operator]", "rights: [operator, operator]"),
    "[operator, operator]",
    "members[0].accounts[1].rights",
    /name "operator" twice/,
  ],
  [
    "a member without an admin",
    edit("[admin, operator]", "[operator]", "name: Jade"),
    "name: Jade > - { address",
    "members[2].accounts",
    /hold no admin/,
  ],
  [
    "a member without accounts",
    edit("accounts:", "accounts: []\n    spare:", "name: Jade"),
    "accounts: []",
    "members[2].accounts",
    /is empty; expected a list of at least 1 accounts/,
  ],
  [
    "an unknown capability",
    edit("[bank]", "[banker]"),
    "[banker]",
    "members[1].capabilities[0]",
    /"banker" is unknown; expected one of operator, bank, /,
  ],
  [
    "no capability",
    edit("[bank]", "[]"),
    "capabilities: []",
    "members[1].capabilities",
    /is empty; expected .* at least 1/,
  ],
  [
    "an LEI with wrong check digits",
    edit("EXMP00NORDGRID000050", "EXMP00NORDGRID000051"),
    "000051",
    "members[0].legalId",
    /check digits \(the last two\) do not fit/,
  ],
  [
    "a short LEI",
    edit("EXMP00NORDGRID000050", "EXMP00"),
    'LEI:EXMP00"',
    "members[0].legalId",
    /holds no LEI/,
  ],
  [
    "a legal identity without scheme",
    edit("LEI:EXMP00NORDGRID000050", "529900T8"),
    "529900T8",
    "members[0].legalId",
    /"529900T8" is not scheme:identifier/,
  ],
  [
    "a legal identity of two members",
    edit("LEI:EXMP00JADEBANK000079", "LEI:EXMP00AURUMBANK00026", "name: Jade"),
    "name: Jade > legalId",
    "members[2].legalId",
    /is also the legal identity of members\[1\]\.legalId/,
  ],
  [
    "two names with one alias",
    edit("Jade Bank", "AURUM (Bank)"),
    "AURUM (Bank)",
    "members[2].name",
    /"AURUM \(Bank\)" has the same alias "aurum-bank" as members\[1\]\.name/,
  ],
  [
    "a long name",
    edit("Jade Bank", "ü".repeat(33)),
    "üüü",
    "members[2].name",
    /has 66 bytes; expected a name of 1 to 64 bytes/,
  ],
  [
    "a date in the past",
    edit("2031-12-31", "2025-12-31", "name: Jade"),
    "2025-12-31",
    "members[2].kycUntil",
    /lies in the past \(now is 2026-01-01T00:00:00.000Z\)/,
  ],
  [
    "a time without zone",
    edit("2031-12-31", "2031-12-31T12:00", "name: Jade"),
    "2031-12-31T12:00",
    "members[2].kycUntil",
    /"2031-12-31T12:00" has no zone/,
  ],
  [
    "a day that is not in the calendar",
    edit("2031-12-31", "2031-02-29", "name: Jade"),
    "2031-02-29",
    "members[2].kycUntil",
    /"2031-02-29" is not in the calendar/,
  ],
  [
    "a host name",
    edit("172.28.0.12:30303", "node.aurum.example:30303"),
    "node.aurum",
    "members[1].nodes[0].endpoint",
    /names a host, not an IP address; Besu's permission lists compare IP addresses only/,
  ],
  [
    "a port out of range",
    edit("172.28.0.12:30303", "172.28.0.12:70000"),
    "70000",
    "members[1].nodes[0].endpoint",
    /has no valid port/,
  ],
  [
    "an endpoint without port",
    edit("172.28.0.12:30303", "172.28.0.12"),
    '"172.28.0.12"',
    "members[1].nodes[0].endpoint",
    /is not ip:port/,
  ],
  [
    "the unspecified address",
    edit("172.28.0.12:30303", "0.0.0.0:30303"),
    "0.0.0.0",
    "members[1].nodes[0].endpoint",
    /is the unspecified address/,
  ],
  [
    "two nodes at one place",
    edit("172.28.0.12:30303", "172.28.0.11:30303"),
    `${AURUM_NODE} > endpoint`,
    "members[1].nodes[0].endpoint",
    /172.28.0.11:30303 is where peers reach the node already of members\[0\]\.nodes\[0\]\.endpoint/,
  ],
  [
    "a key that is no point of the curve",
    edit(AURUM_NODE, "11".repeat(64)),
    "1111",
    "members[1].nodes[0].publicKey",
    /is not a point of the curve secp256k1/,
  ],
  [
    "a key with a leading 04",
    edit(AURUM_NODE, `04${AURUM_NODE}`),
    `04${AURUM_NODE}`,
    "members[1].nodes[0].publicKey",
    /has a leading 04/,
  ],
  [
    "a node of two members",
    edit(JADE_NODE, AURUM_NODE),
    "name: Jade > publicKey",
    "members[2].nodes[0].publicKey",
    /of node 0x71b4a2d9B91726bdb5849D928967A1654D7F3de7 stands already in members\[1\]\.nodes\[0\]\.publicKey/,
  ],
  [
    "a node in both validator sets",
    edit(JADE_RESCUE, JADE_NODE),
    "172.28.0.13 > publicKey",
    "members[2].nodes[1].publicKey",
    /takes a seat in both validator sets/,
  ],
  [
    "an unknown seat",
    edit("seat: none", "seat: spare"),
    "seat: spare",
    "members[5].nodes[0].seat",
    /"spare" is unknown/,
  ],
  [
    "fewer validators than the floor",
    edit("floor: 4", "floor: 7"),
    "floor: 7",
    "validatorSet.floor",
    /is 7, but only 6 nodes have the seat validator/,
  ],
  [
    "more seats of one member than may fail together",
    edit("seat: validator", "seat: rescue", "name: Aurum"),
    `- publicKey: ${AURUM_NODE}`,
    "members[1].nodes",
    /give this member 2 seats "rescue"; expected at most 1 of the 5/,
  ],
  [
    "no rescue node",
    SAMPLE.replaceAll("seat: rescue", "seat: none"),
    "- name: Nordgrid",
    "members",
    /no node the seat rescue/,
  ],
  [
    "an office holder who is a stranger",
    edit(
      'registrar: { holders: ["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"]',
      `registrar: { holders: ["0x${"11".repeat(20)}"]`,
    ),
    "0x1111",
    "offices.registrar.holders[0]",
    /is no account of a member/,
  ],
  [
    "an unknown field",
    edit("floor: 4,", "floor: 4, flor: 4,"),
    "flor: 4",
    "validatorSet.flor",
    /is unknown here; expected one of floor, /,
  ],
  [
    "a missing field",
    edit(", delaySeconds: 0", ""),
    "registrar:",
    "offices.registrar.delaySeconds",
    /is missing; expected a whole number/,
  ],
  [
    "a missing section",
    edit("\ngovernance:", "\nstatutes:"),
    "chain:",
    "governance",
    /is missing; expected a section with/,
  ],
  [
    "a list where one value is meant",
    edit("name: Jade Bank", "name: [Jade, Bank]"),
    "[Jade, Bank]",
    "members[2].name",
    /is not a single value/,
  ],
  [
    "a field that stands twice",
    edit("kycUntil", "name: Twice\n    kycUntil", "name: Jade"),
    "name: Twice",
    "",
    /Map keys must be unique/,
  ],
  ["a tab", edit("  votingDelay", "\tvotingDelay"), "\tvotingDelay", "", /Tabs are not allowed/],
  ["an unclosed bracket", edit("[bank]", "[bank"), "[bank > kycUntil", "", /flow|comma|indent/i],
  ["a second document", `${SAMPLE}---\nmore: yes\n`, "---", "", /multiple documents/],
  ["a tag", edit("id: 20260", "id: !!float 20260"), "!!float", "", /tag/i],
  ["nothing at all", "# nothing\n", "# nothing", "", /is empty/],
];

describe("An alliance file with a fault", () => {
  for (const [what, text, line, field, message] of FAULTS) {
    it(`tells of ${what}`, () => {
      const findings = findingsOf(text).filter((each) => each.field === field);
      expect(findings, JSON.stringify(findingsOf(text))).to.have.lengthOf.at.least(1);
      expect(findings[0]?.message).to.match(message);
      expect(findings[0]?.line, findings[0]?.message).to.equal(lineOf(text, line));
    });
  }
});

describe("Findings of an alliance file", () => {
  const text = edit("id: 20260", "id: zero").replace("[bank]", "[banker]").replace("floor: 4", "floor: 9");

  it("come all at once, in the order of the file, each with line and column", () => {
    const places = findingsOf(text).map(({ line, column, field }) => `${line}:${column} ${field}`);
    expect(places).to.deep.equal([
      `${lineOf(text, "id: zero")}:14 chain.id`,
      `${lineOf(text, "floor: 9")}:24 validatorSet.floor`,
      `${lineOf(text, "[banker]")}:20 members[1].capabilities[0]`,
    ]);
  });

  it("make one message that starts with the file", () => {
    expect(() => parseAlliance(text, PATH, { now: NOW })).to.throw(
      /^data\/alliance\.yaml:8:14 {2}chain\.id: "zero" is not/,
    );
  });

  it("name a file that is not there", async () => {
    const error: unknown = await readAlliance("data/nowhere.yaml").catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(InputFileError);
    expect(String(error)).to.match(/data\/nowhere\.yaml:1:1 {2}The file cannot be read \(ENOENT\)/);
  });

  it("include a validator set larger than a list can be", () => {
    const crowd = Array.from({ length: 60 }, (_, index) => {
      const publicKey = SigningKey.computePublicKey(toBeHex(index + 1, 32)).slice(4);
      return `
  - name: Crowd ${index}
    legalId: "REG:${index}"
    capabilities: [buyer]
    kycUntil: 2031-12-31
    accounts: [{ address: "${toBeHex(index + 1, 20)}", rights: [admin] }]
    nodes: [{ publicKey: ${publicKey}, endpoint: "10.0.0.${index + 1}:30303", seat: validator }]`;
    });
    const crowded = `${SAMPLE}${crowd.join("")}\n`;
    expect(findingsOf(crowded).map(({ message }) => message)).to.deep.equal([
      "give 66 nodes the seat validator; expected at most 64",
    ]);
  });
});
