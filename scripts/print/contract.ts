import { Interface, type InterfaceAbi } from "ethers";
import { type SolcStorageLayout, type StorageLayout, storageLayout } from "./storage.ts";

/** What the compiler made of one contract. */
export interface Compiled {
  name: string;
  source: string;
  abi: InterfaceAbi;
  /** `0x` and hex digits. */
  runtimeCode: string;
  /** `0x` and hex digits. */
  creationCode: string;
  layout: SolcStorageLayout;
}

/** What others rely on in a contract, in an order that makes differences readable. */
export interface ContractPrint extends StorageLayout {
  contract: string;
  source: string;
  runtimeBytes: number;
  creationBytes: number;
  functions: Record<string, string>;
  errors: Record<string, string>;
  events: Record<string, string>;
}

/** EIP-170 and EIP-3860: what a chain accepts. */
const MAXIMUM_RUNTIME_BYTES = 24_576;
const MAXIMUM_CREATION_BYTES = 2 * MAXIMUM_RUNTIME_BYTES;

export function contractPrint({
  name,
  source,
  abi,
  runtimeCode,
  creationCode,
  layout,
}: Compiled): ContractPrint {
  const surface = new Interface(abi);
  const functions: [string, string][] = [];
  const errors: [string, string][] = [];
  const events: [string, string][] = [];
  surface.forEachFunction((fragment) => functions.push([fragment.format(), fragment.selector]));
  surface.forEachError((fragment) => errors.push([fragment.format(), fragment.selector]));
  surface.forEachEvent((fragment) => events.push([fragment.format(), fragment.topicHash]));
  return {
    contract: name,
    source,
    runtimeBytes: bytes(runtimeCode),
    creationBytes: bytes(creationCode),
    ...storageLayout(layout),
    functions: sorted(functions),
    errors: sorted(errors),
    events: sorted(events),
  };
}

/** One sentence for each contract that no chain would take. */
export function oversized(prints: readonly ContractPrint[]): string[] {
  return prints.flatMap(({ contract, runtimeBytes, creationBytes }) => [
    ...over(contract, "runtime", runtimeBytes, MAXIMUM_RUNTIME_BYTES),
    ...over(contract, "creation", creationBytes, MAXIMUM_CREATION_BYTES),
  ]);
}

function over(contract: string, code: string, size: number, limit: number): string[] {
  return size > limit ? [`${contract}: ${size} bytes of ${code} code, a chain takes ${limit}.`] : [];
}

function bytes(hex: string): number {
  return (hex.length - 2) / 2;
}

function sorted(entries: [string, string][]): Record<string, string> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
