import { chmod, mkdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { sha256 } from "../../network/bundle/files.ts";
import { createNodeKey, encryptNodeKey } from "../../network/bundle/node-keys.ts";
import { BUNDLE } from "../../network/bundle/plan.ts";
import { remarksOn } from "../../network/bundle/remarks.ts";
import { bundleFolder, filesIn, keyFrom, make, makeTrial, putFile, sampleGenesis } from "../lib/bundle.ts";

/** Why and what to do, of something that must fail. */
async function refusal(work: Promise<unknown>): Promise<{ why: string; remedy: string }> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome, "it was to be refused").to.have.property("why");
  return outcome as { why: string; remedy: string };
}

describe("A bundle that lies there", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await bundleFolder();
    await makeTrial(folder, 4);
  });

  const otherGenesis = async () => ({ ...(await sampleGenesis()), gasLimit: "0x1c9c381" });

  it("stays as it is when it differs, with both digests of the genesis file", async () => {
    const before = await filesIn(folder);
    const trial = { validators: 4, rpcNodes: 1, loopback: false };
    const { why, remedy } = await refusal(make({ folder, trial }, { genesis: otherGenesis }));
    const digests = [
      before[BUNDLE.genesis] ?? "",
      before[BUNDLE.genesis]?.replace("0x1c9c380", "0x1c9c381") ?? "",
    ];
    expect(why).to.include("nodes with another genesis cannot join");
    expect(why).to.include(
      `config/genesis.json: SHA-256 ${sha256(digests[0] ?? "")} there, ${sha256(digests[1] ?? "")} now`,
    );
    expect(why).to.include("- README.md").and.include("- network.json");
    expect(remedy).to.match(/--force/);
    expect(await filesIn(folder)).to.deep.equal(before);
  });

  it("stays as it is when one file was edited by hand", async () => {
    await writeFile(join(folder, BUNDLE.besu), "# mine\n");
    const { why } = await refusal(makeTrial(folder, 4));
    expect(why)
      .to.match(/differ:\n- config\/besu\.toml$/)
      .and.not.include("another genesis");
    expect(await readFile(join(folder, BUNDLE.besu), "utf8")).to.equal("# mine\n");
  });

  it("is replaced with force, but for its keys", async () => {
    const keys = async () =>
      Object.entries(await filesIn(folder)).filter(([path]) => path.startsWith("nodes/"));
    const before = await keys();
    const trial = { validators: 4, rpcNodes: 1, loopback: false };
    const { written } = await make({ folder, trial, force: true }, { genesis: otherGenesis });
    expect(written).to.have.members(["README.md", BUNDLE.genesis, BUNDLE.plan]);
    expect(await keys()).to.deep.equal(before);
  });

  it("is completed when a run was cut off, with the same bytes", async () => {
    const whole = await filesIn(folder);
    const lost = [BUNDLE.plan, BUNDLE.staticNodes, "compose.yaml", "README.md", "proxy/nginx.conf"];
    for (const path of lost) await rm(join(folder, path));
    await writeFile(join(folder, "config/.static-nodes.json.new"), "half a li");
    const trial = { validators: 4, rpcNodes: 1, loopback: false };
    expect((await make({ folder, trial })).written).to.have.members(lost);
    expect(await filesIn(folder)).to.deep.equal(whole);
  });

  it("names the file that cannot be written, and is completed once it can", async () => {
    const whole = await filesIn(folder);
    await rm(join(folder, BUNDLE.staticNodes));
    await rm(join(folder, BUNDLE.plan));
    const obstacle = join(folder, "config/.static-nodes.json.new");
    await mkdir(obstacle);
    const trial = { validators: 4, rpcNodes: 1, loopback: false };
    expect((await refusal(make({ folder, trial }))).why).to.match(
      /config\/static-nodes\.json cannot be written \(EISDIR\)/,
    );
    await rmdir(obstacle);
    await make({ folder, trial });
    expect(await filesIn(folder)).to.deep.equal(whole);
  });

  it("gets its keys' modes back", async () => {
    const path = join(folder, BUNDLE.keyOf("nordgrid-1"));
    await chmod(path, 0o644);
    await make({ folder, trial: { validators: 4, rpcNodes: 1, loopback: false } });
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it("keeps folders of nodes that are not in it, and says so", async () => {
    await putFile(folder, BUNDLE.keyOf("former-1"), "a secret");
    const bundle = await makeTrial(folder, 4);
    expect(remarksOn(bundle)).to.deep.equal(["Not of this network, and left alone: nodes/former-1."]);
    expect((await filesIn(folder))[BUNDLE.keyOf("former-1")]).to.equal("a secret");
  });

  it("is not taken for a member's own while keys of others lie in it", async () => {
    const alliance = join(folder, BUNDLE.alliance);
    const { why } = await refusal(make({ folder, alliance, member: "nordgrid", force: true }));
    expect(why).to.match(
      /nodes\/aurum-bank-1\/key holds a key of aurum-bank, which this bundle is not for\./,
    );
  });
});

describe("Keys for a bundle", () => {
  let trial: string;
  let folder: string;
  let alliance: string;

  before(async () => {
    trial = await bundleFolder();
    await makeTrial(trial, 4);
    alliance = join(trial, BUNDLE.alliance);
  });

  beforeEach(async () => {
    folder = await bundleFolder();
  });

  const keyFile = async (name: string, text: string) => {
    await putFile(folder, `../${name}`, text);
    return join(folder, "..", name);
  };

  it("are refused when they are another member's, or nobody's", async () => {
    const foreign = join(trial, BUNDLE.keyOf("jade-bank-1"));
    const first = await refusal(make({ folder, alliance, member: "nordgrid", keyFiles: [foreign] }));
    expect(first.why).to.match(/jade-bank-1\/key holds the key of jade-bank-1, a node of jade-bank\.$/);
    expect(first.remedy).to.equal("This bundle takes the keys of nordgrid-1.");
    const stray = await keyFile("stray", keyFrom("stray").privateKey);
    const second = await refusal(make({ folder, alliance, member: "nordgrid", keyFiles: [stray] }));
    expect(second.why).to.include(`${keyFrom("stray").address}, which is no node of this alliance`);
    expect(await filesIn(join(folder, ".."))).to.have.all.keys("stray");
  });

  it("are told apart when two node folders were swapped", async () => {
    await putFile(folder, BUNDLE.keyOf("nordgrid-1"), keyFrom("aurum-bank-1").privateKey);
    const { why } = await refusal(make({ folder, alliance }));
    expect(why).to.include("holds the key of aurum-bank-1, a node of aurum-bank, not that of nordgrid-1 (0x");
  });

  it("are refused when the file holds something else, which is never repeated", async () => {
    const path = await keyFile("broken", "c0ffee c0ffee");
    const { why } = await refusal(make({ folder, alliance, member: "nordgrid", keyFiles: [path] }));
    expect(why)
      .to.match(/one line of 64 hex digits/)
      .and.not.include("c0ffee");
    const absent = await refusal(make({ folder, alliance, member: "nordgrid", keyFiles: [`${path}.gone`] }));
    expect(absent.why).to.match(/cannot be read \(ENOENT\)/);
  });

  it("are not made anew over a file that cannot be read as one", async () => {
    await putFile(folder, BUNDLE.keyOf("nordgrid-1"), "half a ke");
    const { why } = await refusal(
      make({ folder, trial: { validators: 4, rpcNodes: 1, loopback: false }, force: true }),
    );
    expect(why).to.include("nodes/nordgrid-1/key: A node key file holds exactly one line");
    expect(await filesIn(folder)).to.deep.equal({ [BUNDLE.keyOf("nordgrid-1")]: "half a ke" });
  });

  it("are drawn fresh for each trial network", async () => {
    const drawn = new Set(Array.from({ length: 3 }, () => createNodeKey().privateKey));
    expect(drawn.size).to.equal(3);
    const { plan } = await make({ folder, trial: { validators: 1, rpcNodes: 1, loopback: true } });
    const files = await filesIn(folder);
    expect(files[BUNDLE.keyOf("nordgrid-1")]).to.match(/^[0-9a-f]{64}\n$/);
    expect(plan.nodes.map(({ publicKey }) => publicKey)).to.not.include(keyFrom("nordgrid-1").publicKey);
  });

  it("open with their password if they are encrypted, and lie open in the bundle", async function () {
    this.timeout(20_000);
    const key = keyFrom("nordgrid-1");
    const path = await keyFile("key.json", await encryptNodeKey(key, async () => "correct horse"));
    const request = { folder, alliance, member: "nordgrid", keyFiles: [path] };
    expect((await refusal(make(request))).why).to.include("GUILDHALL_NODE_KEY_PASSWORD is not set");
    const wrong = await refusal(make(request, { password: async () => "battery staple" }));
    expect(wrong.why).to.match(/does not open with the password in GUILDHALL_NODE_KEY_PASSWORD/);
    await make(request, { password: async () => "correct horse" });
    expect((await filesIn(folder))[BUNDLE.keyOf("nordgrid-1")]).to.equal(`${key.privateKey.slice(2)}\n`);
  });
});

describe("Requests for a bundle", () => {
  const edited = async (from: string | RegExp, to: string) => {
    const folder = await bundleFolder();
    await putFile(
      folder,
      "../alliance.yaml",
      (await readFile("data/alliance.yaml", "utf8")).replace(from, to),
    );
    return { folder, alliance: join(folder, "../alliance.yaml") };
  };

  it("are refused with host names for addresses, at their place in the file", async () => {
    const { why } = await refusal(make(await edited("172.28.0.11:30303", "node1.nordgrid.example:30303")));
    expect(why).to.match(
      /alliance\.yaml:\d+:\d+ {2}members\[0\]\.nodes\[0\]\.endpoint: "node1\.nordgrid\.example:30303" names a host, not an IP address/,
    );
  });

  it("are refused with IPv6, which Besu's permission list does not compare", async () => {
    const { why } = await refusal(make(await edited("172.28.0.12:30303", "[2001:db8::11]:30303")));
    expect(why).to.match(
      /alliance\.yaml:\d+:\d+ {2}members\[1\]\.nodes\[0\]\.endpoint: "\[2001:db8::11\]:30303" is IPv6/,
    );
  });

  it("are refused when all nodes of several machines are asked for at once", async () => {
    const request = await edited("172.28.0.12:30303", "10.9.8.7:30303");
    expect((await refusal(make(request))).remedy).to.match(/--for/);
    await make({ ...request, member: "nordgrid" });
  });

  it("are refused for a stranger, and for a member without a node", async () => {
    const folder = await bundleFolder();
    const stranger = await refusal(make({ folder, member: "acme" }));
    expect([stranger.why, stranger.remedy]).to.match(
      /No member is called "acme"\.,The members are nordgrid, aurum-bank,/,
    );
    const request = await edited(
      / {4}nodes:\n.*\n.*"172\.28\.0\.18:30303"\n {8}seat: none\n/,
      "    nodes: []\n",
    );
    expect((await refusal(make({ ...request, member: "clearview-audit" }))).why).to.match(/has no node/);
  });

  it("leave nothing behind when block 0 cannot be built", async () => {
    const folder = await bundleFolder();
    const genesis = () => Promise.reject(Object.assign(new Error(), { why: "no" }));
    await refusal(make({ folder, trial: { validators: 4, rpcNodes: 1, loopback: false } }, { genesis }));
    expect(await filesIn(join(folder, ".."))).to.deep.equal({});
  });
});
