import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type BaseWallet, Wallet } from "ethers";
import { BUNDLE, type NodePlan, readPlan } from "../../network/bundle/plan.ts";
import { remembered, runningAs } from "../../network/engine/processes.ts";
import type { Context } from "../../tasks/lib/context.ts";
import { require } from "../lib/expectation.ts";
import { openAlliance } from "./business.ts";
import { Node } from "./chain.ts";
import type { Operator } from "./operator.ts";
import type { Trial } from "./trial.ts";

/** What the drill works on. */
export class Stage {
  readonly root: string;
  readonly folder: string;
  readonly trial: Trial;
  readonly operator: Operator;
  /** The network's bundle. */
  readonly bundle: string;
  /** A copy of it, on which a list is broken and mended. */
  readonly copy: string;
  #context: Context | undefined;

  constructor(root: string, folder: string, trial: Trial, operator: Operator) {
    this.root = root;
    this.folder = folder;
    this.trial = trial;
    this.operator = operator;
    this.bundle = join(folder, "bundle");
    this.copy = join(folder, "copy");
  }

  /** The founding validators, in order of their names' places in the plan. */
  async validators(): Promise<NodePlan[]> {
    return (await readPlan(this.bundle)).nodes.filter(({ seat }) => seat === "validator");
  }

  /** The node that serves applications: the first that is no validator. */
  async rpcNode(): Promise<NodePlan> {
    const [node] = (await readPlan(this.bundle)).nodes.filter(({ seat }) => seat === "rescue");
    require(node !== undefined, "the bundle has a node that serves RPC");
    return node;
  }

  /** That node, as it is asked. */
  async rpc(): Promise<Node> {
    return new Node((await this.rpcNode()).rpcUrl ?? "");
  }

  /** The alliance, through that node. */
  async alliance(): Promise<Context> {
    this.#context ??= await openAlliance(this.root, this.folder, (await this.rpc()).url);
    return this.#context;
  }

  /** A member's wallet. */
  async signer(alias: string): Promise<Wallet> {
    const key = this.trial.keys[`GUILDHALL_KEY_${alias.toUpperCase().replaceAll("-", "_")}`];
    require(key !== undefined, `the key of ${alias} is at hand`);
    return new Wallet(key);
  }

  /** The node in the plan with this address. */
  async nodeOf(address: string, bundle = this.bundle): Promise<NodePlan> {
    const node = (await readPlan(bundle)).nodes.find((each) => each.address === address);
    require(node !== undefined, `node ${address} is in the plan`);
    return node;
  }

  /** Adds a node with this key to a bundle, lets it in everywhere and starts it. */
  async join(member: string, key: BaseWallet, bundle = this.bundle): Promise<NodePlan> {
    const { nodes } = await readPlan(bundle);
    const port = Math.max(...nodes.map(({ endpoint }) => Number(endpoint.split(":")[1]))) + 1;
    const options = ["--member", member, "--public-key", key.signingKey.publicKey.slice(4)];
    await this.operator.do("network", "add-node", bundle, ...options, "--endpoint", `127.0.0.1:${port}`);
    const node = await this.nodeOf(key.address, bundle);
    const file = join(bundle, BUNDLE.keyOf(node.name));
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, `${key.privateKey.slice(2)}\n`, { mode: 0o600 });
    // The others must let it in before it comes, and its own lists can be read only then.
    await this.operator.run(["network", "sync-permissions", bundle, ...this.guests]);
    await this.operator.do("network", "start", bundle, "--engine", "besu", "--only", node.name);
    await this.operator.do("network", "sync-permissions", bundle, ...this.guests);
    return node;
  }

  /** Stops a node that has no seat any more and takes it out of the bundle. */
  async retire(address: string): Promise<void> {
    const { name } = await this.nodeOf(address);
    await this.operator.do("network", "stop", this.bundle, "--only", name);
    await this.operator.do("network", "remove-node", this.bundle, name);
  }

  /** Accounts that must be let in although no member has them yet. */
  get guests(): string[] {
    return ["--also", [this.trial.applicantAdmin, this.trial.freshAccount].join(",")];
  }

  /** Returns once a node has the head that the others have. */
  async caughtUp({ rpcUrl }: NodePlan): Promise<void> {
    const rpc = await this.rpc();
    await new Node(rpcUrl ?? "").until(await rpc.height(), 240);
  }

  /** Names of the nodes that were started and not stopped. */
  running(): Promise<string[]> {
    return remembered(this.bundle);
  }

  /** Kills nodes as a power cut does. */
  async kill(...names: string[]): Promise<void> {
    const running = await Promise.all(names.map((name) => runningAs(this.bundle, name)));
    for (const each of running) if (each !== undefined) process.kill(each.pid, "SIGKILL");
  }

  /** Stops everything that the drill started. */
  async clear(): Promise<void> {
    for (const folder of [this.bundle, this.copy]) await this.operator.run(["network", "stop", folder]);
  }
}
