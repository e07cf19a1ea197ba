import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeBundle } from "../../network/bundle/make.ts";
import { BUNDLE, type NetworkPlan } from "../../network/bundle/plan.ts";
import { requireFreePorts } from "../../network/engine/ports.ts";
import { besuGenesis } from "../../network/genesis/besu.ts";
import { enodeOf } from "../../network/node-key.ts";

/** Names of the nodes of a trial bundle: four validators and one that serves RPC. */
export const TRIAL_NODES = [
  "nordgrid-1",
  "aurum-bank-1",
  "jade-bank-1",
  "orion-motors-1",
  "delta-castings-1",
];

/** Writes a bundle of four validators on this machine, on ports that are free, with an empty block 0. */
export async function writeTrialBundle(folder: string): Promise<void> {
  await makeBundle(
    {
      alliance: "data/alliance.yaml",
      folder,
      trial: { validators: 4, rpcNodes: 1, loopback: true },
    },
    {
      genesis: async (alliance) => besuGenesis(alliance, alliance.chain.id, {}),
      password: async () => undefined,
    },
  );
  const base = await freeRange();
  await changePlan(folder, (plan) => {
    for (const [index, node] of plan.nodes.entries()) {
      const port = base + 3 * index;
      node.endpoint = `127.0.0.1:${port}`;
      node.enode = enodeOf(node.publicKey, node.endpoint);
      node.rpcUrl = `http://127.0.0.1:${port + 1}`;
      node.metricsUrl = `http://127.0.0.1:${port + 2}/metrics`;
    }
  });
}

/** First of so many ports below those that the system hands out for connections, so that none is taken meanwhile. */
async function freeRange(): Promise<number> {
  for (;;) {
    const base = 10_000 + 20 * Math.floor(1_000 * Math.random());
    const ports = Array.from({ length: 3 * TRIAL_NODES.length }, (_, index) => base + index);
    const areFree = await requireFreePorts(
      ports.map((port) => ({ host: "127.0.0.1", port, use: "test" })),
    ).then(
      () => true,
      () => false,
    );
    if (areFree) return base;
  }
}

/** Changes the plan of a bundle. */
export async function changePlan(
  folder: string,
  change: (plan: NetworkPlan) => void | Promise<void>,
): Promise<void> {
  const file = join(folder, BUNDLE.plan);
  const plan = JSON.parse(await readFile(file, "utf8")) as NetworkPlan;
  await change(plan);
  await writeFile(file, JSON.stringify(plan));
}
