import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { BUNDLE } from "../../../network/bundle/plan.ts";
import { forget, remember } from "../../../network/engine/processes.ts";
import { type CommandLine, commandLine } from "../../lib/command-line.ts";
import { changePlan, writeTrialBundle } from "../../lib/local-bundle.ts";
import { rpcProxy } from "../../lib/rpc-proxy.ts";

const NODE = "jade-bank-1";

describe("Backup of a node", function () {
  this.timeout(20_000);
  let cli: CommandLine;
  let root: string;
  let bundle: string;
  let data: string;
  let backup: string;

  const backUp = (options = "") => `network backup ${bundle} --node ${NODE} --to ${backup} ${options}`;
  const restore = (options = "", node = NODE) =>
    `network restore ${bundle} --node ${node} --from ${backup} ${options}`;

  before(async () => {
    cli = await commandLine("http://127.0.0.1:1");
  });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "guildhall-backup-"));
    bundle = join(root, "bundle");
    data = join(bundle, "data", NODE);
    backup = join(root, "backup");
    await writeTrialBundle(bundle);
    await mkdir(join(data, "database"), { recursive: true });
    await writeFile(join(data, "database/000001.sst"), "blocks and state");
    await writeFile(join(data, "DATABASE_METADATA.json"), "{}");
    await writeFile(join(data, "key"), "a secret that Besu made");
  });

  afterEach(() => rm(root, { recursive: true, force: true }));
  after(() => cli.close());

  it("copies the data without any key, and brings them back as they were", async () => {
    expect(await cli.json(backUp())).to.deep.include({ node: NODE, files: 2, key: "not included" });
    expect((await readdir(backup)).sort()).to.deep.equal(["backup.json", "data"]);
    expect((await readdir(join(backup, "data"))).sort()).to.deep.equal([
      "DATABASE_METADATA.json",
      "database",
    ]);
    await rm(data, { recursive: true });
    expect(await cli.json(restore())).to.deep.include({ node: NODE, files: 2 });
    expect(await readFile(join(data, "database/000001.sst"), "utf8")).to.equal("blocks and state");
  });

  it("takes the node's key along when asked to, for its owner's eyes only, and puts it where none is", async () => {
    const file = join(bundle, BUNDLE.keyOf(NODE));
    const key = await readFile(file, "utf8");
    expect(await cli.json(backUp("--with-key"))).to.deep.include({ key: "included" });
    expect((await stat(join(backup, "key"))).mode & 0o777).to.equal(0o600);
    await rm(file);
    await cli.json(restore("--force"));
    expect(await readFile(file, "utf8")).to.equal(key);
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
  });

  it("refuses a node that runs, by its process or by its answer", async () => {
    await remember(bundle, NODE, process.pid, "http://127.0.0.1:1");
    expect((await cli.refusal(backUp())).why).to.include("jade-bank-1 runs");
    expect((await cli.refusal(restore("--force"))).remedy).to.include(
      `network stop ${bundle} --only ${NODE}`,
    );
    await forget(bundle, NODE);
    const node = await rpcProxy("http://127.0.0.1:1", () => ({ result: "0x4f24" }));
    await changePlan(bundle, ({ nodes }) => {
      for (const each of nodes) each.rpcUrl = node.url;
    });
    expect((await cli.refusal(backUp())).why).to.include("jade-bank-1 runs");
    await node.close();
  });

  it("refuses a folder that is in use, a node without data, and one that is unknown", async () => {
    await mkdir(backup);
    await writeFile(join(backup, "letter"), "");
    expect((await cli.refusal(backUp())).why).to.equal(
      `${backup} is not empty, and a backup never replaces another.`,
    );
    await rm(join(data, "database"), { recursive: true });
    expect((await cli.refusal(backUp())).why).to.include("has no chain data");
    const unknown = await cli.refusal(`network backup ${bundle} --node jade-bank-9 --to ${backup}`);
    expect(unknown.why).to.equal("No node of this network is called jade-bank-9.");
    expect((await cli.refusal(`network backup ${bundle} --node ${NODE}`)).why).to.equal("--to is missing.");
  });

  it("replaces data only with --force", async () => {
    await cli.json(backUp());
    await writeFile(join(data, "database/000002.sst"), "newer");
    expect((await cli.refusal(restore())).why).to.include("jade-bank-1 has data");
    expect(await readdir(join(data, "database"))).to.have.length(2);
    await cli.json(restore("--force"));
    expect(await readdir(join(data, "database"))).to.deep.equal(["000001.sst"]);
  });

  it("does not take a copy that was cut off for a whole one", async () => {
    await cli.json(backUp());
    await rm(join(backup, "backup.json"));
    expect((await cli.refusal(restore("--force"))).why).to.include("holds no whole backup");
  });

  it("names what is damaged, missing or added, and restores nothing of it", async () => {
    await cli.json(backUp());
    await writeFile(join(backup, "data/database/000001.sst"), "blocks and stale");
    await rm(join(backup, "data/DATABASE_METADATA.json"));
    await writeFile(join(backup, "data/extra"), "");
    await writeFile(join(data, "database/000001.sst"), "what the node has");
    const { why } = await cli.refusal(restore("--force"));
    expect(why).to.include("database/000001.sst has changed");
    expect(why).to.include("DATABASE_METADATA.json is missing");
    expect(why).to.include("extra was added");
    expect(await readFile(join(data, "database/000001.sst"), "utf8")).to.equal("what the node has");
    expect(await readdir(join(bundle, "data"))).to.deep.equal([NODE]);
  });

  it("refuses the backup of another node, and that of another network", async () => {
    await cli.json(backUp());
    expect((await cli.refusal(restore("", "nordgrid-1"))).why).to.match(
      /is a backup of jade-bank-1 .* not of nordgrid-1/,
    );
    const genesis = join(bundle, BUNDLE.genesis);
    const text = await readFile(genesis, "utf8");
    await writeFile(genesis, text.replace('"gasLimit"', '"extra": "0x1",\n  "gasLimit"'));
    expect((await cli.refusal(restore("--force"))).why).to.include("is a backup of another network");
  });

  it("goes by block 0: a switch of the validator contract that was added since is no other network", async () => {
    await cli.json(backUp());
    const file = join(bundle, BUNDLE.genesis);
    const genesis = JSON.parse(await readFile(file, "utf8"));
    genesis.config.transitions = { qbft: [{ block: 7, validatorselectionmode: "contract" }] };
    await writeFile(file, JSON.stringify(genesis));
    expect(await cli.json(restore("--force"))).to.deep.include({ node: NODE });
  });

  it("brings the data back after a restore that was cut off between two steps", async () => {
    await cli.json(backUp());
    await cp(data, `${data}.new`, { recursive: true });
    await rename(data, join(root, "gone"));
    await cli.json(restore());
    expect(await readdir(join(bundle, "data"))).to.deep.equal([NODE]);
  });
});
