import { expect } from "chai";
import { sha256 } from "../../../network/bundle/files.ts";
import { BUNDLE, readPlan } from "../../../network/bundle/plan.ts";
import type { Genesis } from "../../../network/genesis/besu.ts";
import { LEAD_SECONDS, parseStart, scheduleTransition } from "../../../network/transition/schedule.ts";
import { validateBundle } from "../../../network/validate/validate.ts";
import { type CommandLine, commandLine } from "../../lib/command-line.ts";
import { type TrialBundle, trialBundle } from "../../lib/trial-bundle.ts";

const NOW = 1_900_000_000;
const AT = 2_000_000_000;

describe("A change of rules by time", () => {
  let valid: TrialBundle;
  let bundle: TrialBundle;
  let cli: CommandLine;

  before(async () => {
    valid = await trialBundle();
    cli = await commandLine("http://127.0.0.1:1");
  });
  after(async () => {
    await valid.remove();
    await cli.close();
  });
  beforeEach(async () => {
    bundle = await valid.copy();
  });
  afterEach(() => bundle.remove());

  const genesis = async () => JSON.parse(await bundle.read(BUNDLE.genesis)) as Genesis;
  const schedule = (block: number, blockperiodseconds: number, now = NOW) =>
    scheduleTransition(bundle.folder, { block, blockperiodseconds }, { now, leadSeconds: LEAD_SECONDS });

  async function refused(attempt: Promise<unknown>): Promise<string> {
    const before = await bundle.read(BUNDLE.genesis);
    const message = await attempt.then(
      () => "",
      (error: Error) => error.message,
    );
    expect(message).to.not.equal("");
    expect(await bundle.read(BUNDLE.genesis), "nothing may be written").to.equal(before);
    return message;
  }

  it("stands in the genesis file and leaves the rest of it, and the bundle is valid", async () => {
    const before = await genesis();
    const { digest, previousDigest } = await schedule(AT, 1);
    const { config, ...after } = await genesis();
    const { transitions, ...rest } = config;
    expect({ ...after, config: rest }).to.deep.equal(before);
    expect(transitions).to.deep.equal({ qbft: [{ block: AT, blockperiodseconds: 1 }] });
    expect(digest).to.equal(sha256(await bundle.read(BUNDLE.genesis)));
    expect((await readPlan(bundle.folder)).genesisDigest).to.equal(digest);
    expect(previousDigest).to.equal((await readPlan(valid.folder)).genesisDigest);
    expect(await bundle.read("README.md"))
      .to.include(digest.slice(2))
      .and.not.include(previousDigest.slice(2));
    expect((await validateBundle(bundle.folder)).findings).to.deep.equal([]);
  });

  it("gives members who make it by themselves the same file", async () => {
    const other = await valid.copy();
    const { digest } = await scheduleTransition(
      other.folder,
      { blockperiodseconds: 1, block: AT },
      { now: NOW + 1, leadSeconds: 60 },
    );
    expect((await schedule(AT, 1)).digest).to.equal(digest);
    await other.remove();
  });

  it("changes nothing the second time, whenever that is", async () => {
    await schedule(AT, 1);
    const again = await schedule(AT, 1, AT + 5);
    expect(again.written).to.deep.equal([]);
    expect((await genesis()).config.transitions?.qbft).to.have.length(1);
  });

  it("completes a run that was cut off between the genesis file and the plan", async () => {
    const plan = await bundle.read(BUNDLE.plan);
    const { digest } = await schedule(AT, 1);
    await bundle.write(BUNDLE.plan, plan);
    expect((await schedule(AT, 1)).written).to.deep.equal([BUNDLE.plan]);
    expect((await readPlan(bundle.folder)).genesisDigest).to.equal(digest);
  });

  it("keeps earlier changes, in order of time", async () => {
    await schedule(AT, 1);
    await schedule(AT - 10, 2);
    await schedule(AT + 10, 2);
    const times = (await genesis()).config.transitions?.qbft.map(({ block }) => block);
    expect(times).to.deep.equal([AT - 10, AT, AT + 10]);
  });

  it("is refused from a block number on, since that would be a time long past", async () => {
    const { why, remedy } = await cli.refusal(`network transition ${bundle.folder} --at 40 --block-period 1`);
    expect(why).to.match(/"40" reads as a block number.*Unix time.*in force at once/);
    expect(remedy).to.include("in UTC");
    expect(() => parseStart("2031-12-31T12:00")).to.throw("has no zone");
    expect(parseStart("2031-12-31T12:00:00Z")).to.equal(1_956_484_800);
  });

  it("is refused for the past, too near, and beyond any plan", async () => {
    expect(await refused(schedule(NOW, 1))).to.include("lies in the past");
    expect(await refused(schedule(NOW + LEAD_SECONDS - 1, 1))).to.include("is too near");
    expect(await refused(schedule(2 ** 34, 1))).to.include("lies too far away");
    await schedule(NOW + LEAD_SECONDS, 1);
  });

  it("is refused where another change has the same time", async () => {
    await schedule(AT, 1);
    expect(await refused(schedule(AT, 2))).to.include(`Two transitions are dated ${AT}`);
  });

  it("is refused for a pace that the request timeout does not allow", async () => {
    expect(await refused(schedule(AT, 3))).to.include("expected at least 6");
  });

  it("is refused on a file that is not the common one", async () => {
    await bundle.replace(BUNDLE.genesis, "0x1c9c380", "0x1c9c381");
    expect(await refused(schedule(AT, 1))).to.include("would part this network");
  });

  it("is refused without a genesis file to read", async () => {
    await bundle.write(BUNDLE.genesis, "{");
    expect(await refused(schedule(AT, 1))).to.include("cannot be read");
  });

  it("is printed with its digest and what to do next", async () => {
    const command = `network transition ${bundle.folder} --at 2100-01-01T00:00:00Z --block-period 1`;
    const { stdout, exitCode } = await cli.run(command);
    expect(exitCode).to.equal(0);
    expect(stdout).to.include((await readPlan(bundle.folder)).genesisDigest);
    expect(stdout).to.include("before 2100-01-01T00:00:00Z").and.include("hash of block 0 stays as it is");
    expect((await cli.run(command)).stdout).to.include("nothing was written");
  });
});
