import { expect } from "chai";
import { BUNDLE } from "../../../network/bundle/plan.ts";
import type { Validation } from "../../../network/validate/validate.ts";
import { type CommandLine, commandLine } from "../../lib/command-line.ts";
import { type TrialBundle, trialBundle } from "../../lib/trial-bundle.ts";

describe("network validate", () => {
  let bundle: TrialBundle;
  let cli: CommandLine;

  before(async () => {
    bundle = await trialBundle();
    cli = await commandLine("http://127.0.0.1:1");
  });
  after(async () => {
    await bundle.remove();
    await cli.close();
  });

  it("says how many files it read, and ends well where it finds nothing", async () => {
    const { stdout, exitCode } = await cli.run(`network validate ${bundle.folder}`);
    expect(stdout).to.match(/^\d+ files checked, no fault\.$/);
    expect(exitCode).to.equal(0);
    expect((await cli.json<Validation>(`network validate ${bundle.folder}`)).findings).to.deep.equal([]);
  });

  it("groups faults by file, with place, consequence and cure, and ends with exit code 1", async () => {
    await bundle.replace(BUNDLE.genesis, '"difficulty": "0x1"', '"difficulty": "0x2"');
    await bundle.replace(BUNDLE.besu, "min-gas-price = 0", "min-gas-price = 5");
    const { stdout, exitCode } = await cli.run(`network validate ${bundle.folder}`);
    expect(exitCode).to.equal(1);
    expect(stdout.match(/^config\/genesis\.json$/gm)).to.have.length(1);
    expect(stdout).to.match(/^ {2}line \d+, difficulty: The difficulty is "0x2"; expected 0x1\.$/m);
    expect(stdout).to.match(/^ {4}Consequence: .*\n {4}Cure: Set it to 0x1\.$/m);
    expect(stdout).to.match(/\d+ files checked, 3 faults\.$/);
    const machine = await cli.run(`network validate ${bundle.folder} --json`);
    expect(machine.exitCode).to.equal(1);
    expect((JSON.parse(machine.stdout) as Validation).findings).to.have.length(3);
  });

  it("explains a folder that is no bundle", async () => {
    const { stdout, exitCode } = await cli.run("network validate no-such-folder");
    expect(exitCode).to.equal(1);
    expect(stdout).to.include("Name the folder of a bundle");
  });
});
