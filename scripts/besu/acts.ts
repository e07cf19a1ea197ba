import { Transaction } from "ethers";
import { readPlan } from "../../network/bundle/plan.ts";
import { require } from "../lib/expectation.ts";
import { letAllBeSeen, liveADay, swapSeat, voteOut } from "./business.ts";
import { eventually, Node } from "./chain.ts";
import type { Stage } from "./stage.ts";
import type { Steps } from "./steps.ts";

const VALIDATORS = "4";
const NEWCOMER = "solaris-energy";

/**
 * Blocks within which a new validator's seal must be seen: two turns of five. It signs from the first block on, but a block
 * keeps the seals of the first quorum only, and on a busy machine a node that has just started is often the last.
 */
const SEEN_WITHIN = 10;

interface Doctor {
  findings: { name: string }[];
}

/** The bundle, and its network on its feet. */
export async function boot(stage: Stage, steps: Steps): Promise<void> {
  const { operator, bundle, trial } = stage;
  await steps.step(
    "network init writes a bundle for four validators; network validate finds no fault",
    async () => {
      const options = [
        "--alliance",
        trial.alliance,
        "--out",
        bundle,
        "--validators",
        VALIDATORS,
        "--loopback",
      ];
      await operator.do("network", "init", ...options);
      await operator.do("network", "validate", bundle);
      return `${(await readPlan(bundle)).nodes.length} nodes`;
    },
  );
  await steps.step("network start boots them, and blocks come", async () => {
    await operator.do("network", "start", bundle, "--engine", "besu");
    const rpc = await stage.rpc();
    await rpc.until(3, 120);
    await operator.do("network", "doctor", bundle);
    return rpc.ask<string>("web3_clientVersion");
  });
  await steps.step("gas is free, and an account without balance deploys without naming a fee", async () => {
    const rpc = await stage.rpc();
    const { provider } = await stage.alliance();
    const signer = await stage.signer("nordgrid");
    const sent = await signer.connect(provider).sendTransaction({ data: "0x600a5f5260205ff3" });
    const receipt = await sent.wait();
    require(receipt?.status === 1 && receipt.gasPrice === 0n, "it was deployed at no price");
    for (const tag of [0, "latest"] as const) {
      require((await rpc.block(tag)).baseFeePerGas === "0x0", `the base fee of block ${tag} is 0`);
    }
    require((await provider.getBalance(signer.address)) === 0n, "its balance is 0");
    return undefined;
  });
}

/** Lists of accounts and nodes on every node. */
export async function permissions(stage: Stage, steps: Steps): Promise<void> {
  const { operator, bundle, trial } = stage;
  const stranger = trial.stranger.address;
  await steps.step("every node refuses a transaction of an account that nobody admitted", async () => {
    const { provider } = await stage.alliance();
    const raw = await trial.stranger.signTransaction(
      Transaction.from({
        chainId: (await provider.getNetwork()).chainId,
        to: stranger,
        gasLimit: 21_000,
        gasPrice: 0,
        type: 0,
      }),
    );
    for (const { name, rpcUrl } of (await readPlan(bundle)).nodes) {
      const refusal = await new Node(rpcUrl ?? "")
        .ask("eth_sendRawTransaction", raw)
        .catch((error: Error) => error.message);
      require(String(refusal).includes("not authorized"), `${name} refuses it (it said ${refusal})`);
    }
    return undefined;
  });
  await steps.step("network sync-permissions shows drift, mends it, and then has nothing to do", async () => {
    await operator.do("network", "sync-permissions", bundle, ...stage.guests);
    const [node] = await stage.validators();
    const { provider } = await stage.alliance();
    const lost = await (await stage.signer("aurum-bank")).getAddress();
    await new Node(node?.rpcUrl ?? "").ask("perm_removeAccountsFromAllowlist", [lost]);
    const drift = await operator.run(["network", "sync-permissions", bundle, "--dry-run", ...stage.guests]);
    require(drift.exitCode === 1, "the lost account is seen");
    await operator.do("network", "sync-permissions", bundle, ...stage.guests);
    await operator.do("network", "sync-permissions", bundle, "--dry-run", ...stage.guests);
    return `at block ${await provider.getBlockNumber()}`;
  });
}

/** The day of `npm start`, with a node that joins for it. */
export async function businessDay(stage: Stage, steps: Steps): Promise<void> {
  const { trial } = stage;
  await steps.step("a newcomer's node joins and catches up", async () => {
    const node = await stage.join(NEWCOMER, trial.newcomer);
    await stage.caughtUp(node);
    return node.name;
  });
  await steps.step("the whole day of npm start, from accounts without balance", async () => {
    const node = await stage.nodeOf(trial.newcomer.address);
    const diary = await liveADay(await stage.alliance(), trial, node.endpoint);
    const transactions = diary.steps.reduce((sum, step) => sum + step.transactions.length, 0);
    return `${diary.steps.length} steps, ${transactions} transactions`;
  });
  await steps.step("the validator that was voted in seals", async () => {
    const { alliance } = await stage.alliance();
    const { validatorSet } = alliance;
    const added = await validatorSet.queryFilter(validatorSet.filters.ValidatorAdded(trial.newcomer.address));
    const at = added[0]?.blockNumber ?? 0;
    return sealedSoon(await stage.rpc(), trial.newcomer.address, at);
  });
}

/** A seat that changes hands, and one that is given up. */
export async function changesOfValidators(stage: Stage, steps: Steps): Promise<void> {
  const { trial } = stage;
  await steps.step("its seat goes to another node of the member, which seals soon", async () => {
    const spare = await stage.join(NEWCOMER, trial.spare);
    await stage.caughtUp(spare);
    const context = await stage.alliance();
    await letAllBeSeen(context);
    const at = await swapSeat(context, NEWCOMER, [trial.newcomer, trial.spare], spare.endpoint);
    const said = await sealedSoon(await stage.rpc(), trial.spare.address, at);
    await stage.retire(trial.newcomer.address);
    return said;
  });
  await steps.step("it is voted off, and the four go on without it", async () => {
    const context = await stage.alliance();
    await letAllBeSeen(context);
    const at = await voteOut(context, trial.spare.address);
    const rpc = await stage.rpc();
    const sealed = await rpc.firstSealedBy(trial.spare.address, at, 5);
    require(sealed === undefined, "it seals no more");
    await stage.retire(trial.spare.address);
    return `block ${at}`;
  });
}

/** Validators that fail, one, two and all of them. */
export async function losses(stage: Stage, steps: Steps): Promise<void> {
  const { operator, bundle } = stage;
  await steps.step("one of four killed: the chain goes on, and the doctor names the node", async () => {
    const [, , , last] = await stage.validators();
    await stage.kill(last?.name ?? "");
    const rpc = await stage.rpc();
    await rpc.until((await rpc.height()) + 4, 60);
    return names(await operator.run<Doctor>(["network", "doctor", bundle]));
  });
  await steps.step("two of four killed: it stands still, and the doctor says why", async () => {
    const [, , third] = await stage.validators();
    await stage.kill(third?.name ?? "");
    const rpc = await stage.rpc();
    await eventually("the head stands still", 60, () => rpc.isStill(12));
    const doctor = await operator.run<Doctor>(["network", "doctor", bundle]);
    require(doctor.exitCode === 1, "the doctor finds it broken");
    return names(doctor);
  });
  await steps.step("all validators restarted together: it returns", async () => {
    const rpc = await stage.rpc();
    const head = await rpc.height();
    await operator.do("network", "restart", bundle);
    const begun = performance.now();
    await rpc.until(head + 3, 240);
    await operator.do("network", "doctor", bundle);
    return `blocks again after ${((performance.now() - begun) / 1000).toFixed(0)} s`;
  });
  await steps.step("all nodes killed at once: nothing is lost", async () => {
    const rpc = await stage.rpc();
    const head = await rpc.block("latest");
    await stage.kill(...(await stage.running()));
    await operator.do("network", "start", bundle, "--engine", "besu");
    await rpc.until(Number(head.number) + 3, 240);
    require((await rpc.block(Number(head.number))).hash ===
      head.hash, "the head of before is still in the chain");
    return `head was ${Number(head.number)}`;
  });
}

async function sealedSoon(rpc: Node, validator: string, at: number): Promise<string> {
  const first = await rpc.firstSealedBy(validator, at, SEEN_WITHIN);
  require(first !== undefined, `${validator} sealed one of the blocks ${at + 1} to ${at + SEEN_WITHIN}`);
  return `appointed in block ${at}, sealed block ${first}`;
}

function names({ data }: { data: Doctor | undefined }): string {
  return (data?.findings ?? []).map(({ name }) => name).join(", ") || "nothing found";
}
