import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SEATS, type SeatName } from "@guildhall/sdk/consortium";
import { GuildhallError } from "@guildhall/sdk/errors";
import { isAddress } from "ethers";
import { z } from "zod";
import { enodeOf } from "../node-key.ts";

/** Where the parts of a bundle lie in its folder. One word, one place. */
export const BUNDLE = {
  plan: "network.json",
  alliance: "alliance.yaml",
  genesis: "config/genesis.json",
  staticNodes: "config/static-nodes.json",
  permissions: "config/permissions_config.toml",
  besu: "config/besu.toml",
  /** The secret key of one node, if this machine holds it. */
  keyOf: (node: string) => `nodes/${node}/key`,
} as const;

/** A node of the network. */
export interface NodePlan {
  /** Alias of its member and its number among that member's nodes: nordgrid-1. */
  name: string;
  /** Alias of the member that runs it. */
  member: string;
  seat: SeatName;
  /** 64 bytes, lower-case hex with 0x. */
  publicKey: string;
  /** Checksummed address that follows from the key; as a validator it seals under it. */
  address: string;
  /** `ip:port` at which peers reach it. */
  endpoint: string;
  /** Its name among peers; this very text stands in every file. */
  enode: string;
  /** JSON-RPC as the holder of this bundle reaches it; absent for nodes of other members. */
  rpcUrl?: string | undefined;
  /** Prometheus metrics as the holder of this bundle reaches them. */
  metricsUrl?: string | undefined;
}

/** What every file of a bundle follows from. */
export interface NetworkPlan {
  chainId: number;
  blockPeriodSeconds: number;
  requestTimeoutSeconds: number;
  /** SHA-256 of the genesis file, hex with 0x: all members compare it. */
  genesisDigest: string;
  nodes: NodePlan[];
}

/** The IP address in `ip:port`. */
export function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(":"));
}

/** The nodes that this bundle's holder runs. */
export function ownNodes({ nodes }: Pick<NetworkPlan, "nodes">): NodePlan[] {
  return nodes.filter(({ rpcUrl }) => rpcUrl !== undefined);
}

/** How many validators must sign a block: two thirds, rounded up (QBFT). */
export function quorumOf(validators: number): number {
  return Math.ceil((2 * validators) / 3);
}

/**
 * Seconds without a block after which the chain is taken to stand still: three proposers in a row may fail, each of which takes
 * twice the time of the one before.
 */
export function headAgeLimit({ blockPeriodSeconds, requestTimeoutSeconds }: NetworkPlan): number {
  return blockPeriodSeconds + (1 + 2 + 4) * requestTimeoutSeconds;
}

/** The folder holds no plan that can be read. */
export class PlanUnreadable extends GuildhallError {
  override readonly name = "PlanUnreadable";
  constructor(path: string, faults: readonly string[]) {
    super(
      [`${path} cannot be used as the plan of a network.`, ...faults].join("\n- "),
      "Write it anew with `network init` (keys that are there are kept), or name the folder of a bundle.",
      { path },
    );
  }
}

const hex = (digits: number) => z.string().regex(new RegExp(`^0x[0-9a-f]{${digits}}$`));
const seats = Object.keys(SEATS) as [SeatName, ...SeatName[]];

const node = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    member: z.string().min(1),
    seat: z.enum(seats),
    publicKey: hex(128),
    address: z.string().refine(isAddress, "is not an address"),
    endpoint: z.string().regex(/^[\d.]+:\d+$/),
    enode: z.string(),
    rpcUrl: z.url().optional(),
    metricsUrl: z.url().optional(),
  })
  .refine(
    ({ enode, publicKey, endpoint }) => enode === enodeOf(publicKey, endpoint),
    "has an enode that does not follow from its key and endpoint",
  );

const plan: z.ZodType<NetworkPlan> = z.strictObject({
  chainId: z.int().positive(),
  blockPeriodSeconds: z.int().positive(),
  requestTimeoutSeconds: z.int().positive(),
  genesisDigest: hex(64),
  nodes: z.array(node).min(1),
});

/**
 * Reads the plan of a bundle.
 *
 * @param folder The bundle's.
 * @throws PlanUnreadable with every fault and its place in the file.
 */
export async function readPlan(folder: string): Promise<NetworkPlan> {
  const path = join(folder, BUNDLE.plan);
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new PlanUnreadable(path, [`The file cannot be read (${cause.code}).`]);
  });
  const result = plan.safeParse(parseJson(path, text));
  if (result.success) return result.data;
  throw new PlanUnreadable(
    path,
    result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`),
  );
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PlanUnreadable(path, [(error as Error).message]);
  }
}
