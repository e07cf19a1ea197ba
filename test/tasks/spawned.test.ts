import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { tasks } from "../../tasks/index.ts";
import { spawnHardhat } from "../lib/spawned.ts";

const NOBODY_LISTENS = "http://127.0.0.1:1";

describe("Command line, as its own process", function () {
  this.timeout(60_000);
  let home: string;

  /** Neither a pipeline nor a keystore, and no secret but the ones given. */
  const bare = (env: Record<string, string> = {}) => ({
    CI: undefined,
    GITHUB_ACTIONS: undefined,
    GUILDHALL_RPC_URL: undefined,
    HOME: home,
    XDG_CONFIG_HOME: home,
    ...env,
  });

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "guildhall-home-"));
  });

  after(() => rm(home, { recursive: true }));

  it("reads the embedded chain without a secret, a keystore or a question", async () => {
    const { stdout, stderr, exitCode } = await spawnHardhat(["member", "list", "--json"], bare()).ended;
    expect([exitCode, stderr]).to.deep.equal([0, ""]);
    expect(JSON.parse(stdout)).to.have.length(8);
  });

  for (const [where, env] of Object.entries({ "by hand": {}, "in a pipeline": { CI: "true" } })) {
    it(`names the secret that the network lacks, ${where}`, async () => {
      const { stdout, stderr, exitCode } = await spawnHardhat(
        ["member", "list", "--network", "remote"],
        bare(env),
      ).ended;
      expect([exitCode, stdout]).to.deep.equal([1, ""]);
      expect(stderr).to.match(
        /Configuration Variable "GUILDHALL_RPC_URL" not found\.\nWhat to do: You can define it/,
      );
    });
  }

  it("says at once that no node is there, to machines on standard output", async () => {
    const args = ["--network", "localhost", "consortium", "show", "--json"];
    const { stdout, exitCode } = await spawnHardhat(args, bare({ GUILDHALL_TEST_URL: NOBODY_LISTENS })).ended;
    expect(exitCode).to.equal(1);
    expect((JSON.parse(stdout) as { error: object }).error).to.deep.include({
      name: "NodeUnreachable",
      why: "Nothing answers at the node's address.",
    });
  });

  it("shows an example with the help of a task", async () => {
    const { stdout, exitCode } = await spawnHardhat(["proposal", "vote", "--help"], bare()).ended;
    expect(exitCode).to.equal(0);
    expect(stdout).to.match(/Example: npx hardhat proposal vote 1 for --as [a-z]+/);
  });
});

describe("Help of each task", () => {
  for (const { id, description = "", ...task } of tasks) {
    if (!("action" in task) || task.action === undefined) continue;
    it(`${id.join(" ")}: shows an example with every argument it needs and no option it does not know`, () => {
      const [, example = ""] = /Example: npx hardhat (.+)$/.exec(description) ?? [];
      const words = [...example.matchAll(/'[^']*'|<[^>]*>|\S+/g)].map(([word]) => word);
      expect(words.slice(0, id.length)).to.deep.equal(id);
      const { options, positionalArguments } = task as unknown as {
        options: Record<string, { type: string }>;
        positionalArguments: { defaultValue?: unknown }[];
      };
      let positional = 0;
      for (let place = id.length; place < words.length; ++place) {
        const word = words[place] ?? "";
        if (!word.startsWith("--")) {
          positional++;
          continue;
        }
        const name = word.slice(2).replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
        if (name === "network") {
          place++;
          continue;
        }
        expect(options, `${word} of the example`).to.have.property(name);
        if (options[name]?.type !== "FLAG") place++;
      }
      const needed = positionalArguments.filter(({ defaultValue }) => defaultValue === undefined).length;
      expect(positional).to.be.within(needed, positionalArguments.length);
    });
  }
});
