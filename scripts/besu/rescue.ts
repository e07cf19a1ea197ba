import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PREDEPLOYS } from "@guildhall/sdk/consortium";
import { getAddress, Wallet } from "ethers";
import { formatPlan } from "../../network/bundle/config-files.ts";
import { sha256 } from "../../network/bundle/files.ts";
import { BUNDLE, readPlan } from "../../network/bundle/plan.ts";
import { formatGenesis, type Genesis, type Transition } from "../../network/genesis/besu.ts";
import { stallLimit } from "../../network/transition/rescue.ts";
import { require } from "../lib/expectation.ts";
import { eventually } from "./chain.ts";
import { FRAGILE_VALIDATOR_LIST } from "./fragile-validator-list.ts";
import type { Stage } from "./stage.ts";
import type { Steps } from "./steps.ts";

/** Seconds between the moment a planned switch is written and its time: all nodes must have started by then. */
const SWITCH_LEAD_SECONDS = 150;

/** A list that becomes unusable, on a copy of the network; its rescue; and a newcomer who syncs over it all. */
export async function rescueDrill(stage: Stage, steps: Steps): Promise<void> {
  const { operator, bundle, copy } = stage;
  let fragile = "";
  let halted = 0;
  await steps.step(
    "on a copy of the network a list that can break comes to rule, by a planned switch",
    async () => {
      fragile = await deployFragile(stage);
      await operator.do("network", "stop", bundle);
      await cp(bundle, copy, { recursive: true });
      await rm(join(copy, "run"), { recursive: true, force: true });
      const at = Math.floor(Date.now() / 1000) + SWITCH_LEAD_SECONDS;
      await switchTo(copy, fragile, at);
      await operator.do("network", "start", copy, "--engine", "besu");
      const rpc = await stage.rpc();
      await eventually("blocks are dated after the switch", 300, async () => {
        return Number((await rpc.block("latest")).timestamp) > at + 4;
      });
      return `switched at ${new Date(at * 1000).toISOString()}`;
    },
  );
  await steps.step("the list breaks: every node stands still, and the doctor says why", async () => {
    const rpc = await stage.rpc();
    const { provider } = await stage.alliance();
    const signer = (await stage.signer("nordgrid")).connect(provider);
    await (await signer.sendTransaction({ to: fragile })).wait();
    await eventually("the head stands still", 60, () => rpc.isStill(10));
    halted = await rpc.height();
    const doctor = await operator.run<{ findings: { name: string }[] }>(["network", "doctor", copy]);
    require(doctor.exitCode === 1, "the doctor finds it broken");
    return doctor.data?.findings.map(({ name }) => name).join(", ");
  });
  await steps.step("network rescue writes the switch at the halted head, and no other time", async () => {
    const head = Number((await (await stage.rpc()).block("latest")).timestamp);
    const halted = 1000 * (head + stallLimit(await readPlan(copy)) + 1) - Date.now();
    await sleep(Math.max(0, halted));
    for (const wrong of [head - 2, head + 1]) {
      const { exitCode, stdout } = await operator.run(["network", "rescue", copy, "--at", String(wrong)]);
      require(exitCode === 1 &&
        stdout.includes("does not mend it"), `a switch at ${wrong} is refused (${stdout})`);
    }
    await operator.do("network", "rescue", copy);
    return `at ${head}`;
  });
  await steps.step(
    "all nodes restarted with it: blocks come again, sealed by the rescue validators",
    async () => {
      await operator.do("network", "restart", copy);
      const rpc = await stage.rpc();
      const begun = performance.now();
      await rpc.until(halted + 3, 300);
      const rescuers = (await readPlan(copy)).nodes.filter(({ seat }) => seat === "rescue");
      const { miner } = await rpc.block("latest");
      require(rescuers.some(
        ({ address }) => address === getAddress(String(miner)),
      ), `${miner} sits on the rescue list`);
      return `after ${((performance.now() - begun) / 1000).toFixed(0)} s`;
    },
  );
  await steps.step("a newcomer syncs from block 0 over all of it", async () => {
    const node = await stage.join("kappa-fasteners", Wallet.createRandom(), copy);
    await stage.caughtUp(node);
    return node.name;
  });
}

async function deployFragile(stage: Stage): Promise<string> {
  const { provider } = await stage.alliance();
  const signer = (await stage.signer("nordgrid")).connect(provider);
  const receipt = await (await signer.sendTransaction({ data: FRAGILE_VALIDATOR_LIST })).wait();
  require(receipt?.contractAddress != null, "the breakable list is deployed");
  const lists = await Promise.all(
    [receipt.contractAddress, PREDEPLOYS.validatorSet].map((to) => provider.call({ to, data: "0xb7ab4db5" })),
  );
  require(lists[0] === lists[1], "it gives the list of the validator set");
  return receipt.contractAddress;
}

/** Writes a switch into a genesis file as an operator with a text editor would, unhindered by any check. */
async function switchTo(bundle: string, contract: string, at: number): Promise<void> {
  const path = join(bundle, BUNDLE.genesis);
  const genesis = JSON.parse(await readFile(path, "utf8")) as Genesis;
  const entry: Transition = {
    block: at,
    validatorselectionmode: "contract",
    validatorcontractaddress: contract,
  };
  const config = { ...genesis.config, transitions: { qbft: [entry] } };
  const changed = formatGenesis({ ...genesis, config });
  await writeFile(path, changed);
  const plan = await readPlan(bundle);
  const digest = sha256(changed);
  await writeFile(join(bundle, BUNDLE.plan), formatPlan({ ...plan, genesisDigest: digest }));
  const readme = join(bundle, "README.md");
  const told = (await readFile(readme, "utf8")).replaceAll(plan.genesisDigest.slice(2), digest.slice(2));
  await writeFile(readme, told);
}
