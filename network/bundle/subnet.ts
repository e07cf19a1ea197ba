import { BundleError } from "./error.ts";
import { hostOf, type NodePlan } from "./plan.ts";

/** A network within one machine that gives every node the address of its endpoint. */
export interface Subnet {
  /** Such as 172.28.0.0/24. */
  cidr: string;
  /** Addresses that no node has, the highest first; the lowest of all is the gateway's. */
  free: string[];
}

/** Shortest prefix that is still taken for one machine's. */
const WIDEST = 16;

/**
 * The smallest network, /24 to /16, that holds all endpoints.
 *
 * @throws BundleError when there is none, or two nodes have one address.
 */
export function subnetOf(nodes: readonly NodePlan[]): Subnet {
  const hosts = nodes.map(({ endpoint }) => hostOf(endpoint));
  const twice = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (twice !== undefined) throw severalMachines(`two nodes have the address ${twice}`);
  const numbers = hosts.map(toNumber);
  for (let prefix = 24; prefix >= WIDEST; prefix--) {
    const size = 2 ** (32 - prefix);
    const base = Math.floor((numbers[0] ?? 0) / size) * size;
    if (!numbers.every((number) => number > base + 1 && number < base + size - 1)) continue;
    const taken = new Set(numbers);
    const candidates = Array.from({ length: 16 }, (_, index) => base + size - 2 - index);
    const free = candidates.filter((number) => !taken.has(number)).map(toAddress);
    return { cidr: `${toAddress(base)}/${prefix}`, free };
  }
  throw severalMachines(`their addresses (${hosts[0]}, ${hosts.at(-1)}, …) are not of one network`);
}

function severalMachines(why: string): BundleError {
  return new BundleError(
    `The nodes of this alliance do not fit on one machine: ${why}.`,
    "Make the bundle of one member with --for, or a trial network with --validators.",
  );
}

function toNumber(address: string): number {
  return address.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
