import type { JsonFragment } from "ethers";
import type { CompilerOutput } from "hardhat/types/solidity";

/** NatSpec of the errors of one contract, by signature. */
type ErrorDocs<T> = Record<string, T[]>;

/** What the compiler says of one contract. */
interface CompiledContract {
  abi: JsonFragment[];
  userdoc: { errors?: ErrorDocs<{ notice?: string }> };
  devdoc: { errors?: ErrorDocs<{ "custom:remedy"?: string }> };
}

/** A contract or interface that the SDK publishes. */
export interface PublishedContract extends CompiledContract {
  /** Its name, unique among the published ones. */
  name: string;
  /** Its source name as the compiler knows it. */
  source: string;
}

/** Where an error is declared. */
export interface ErrorDeclaration {
  /** Contract that declares it, or the source file when no contract does. */
  contract: string;
  /** Whether it is ours; otherwise it comes from a package. */
  own: boolean;
}

interface AstNode {
  nodeType: string;
  nodes?: AstNode[];
  name?: string;
  contractKind?: "contract" | "interface" | "library";
  abstract?: boolean;
  errorSelector?: string;
}

const PACKAGE_PREFIX = "npm/";
const PUBLISHED_PACKAGES = [/^npm\/@openzeppelin\/contracts@[^/]+\/governance\/TimelockController\.sol$/];

/**
 * The contracts and interfaces that can be called: those of this project, and the timelock. Abstract
 * contracts, libraries and contracts without functions are left out.
 *
 * @returns Sorted by name.
 * @throws Error when two of them have one name: an index could export only one of the two.
 */
export function publishedContracts(outputs: readonly CompilerOutput[]): PublishedContract[] {
  const byName = new Map<string, PublishedContract>();
  for (const output of outputs) {
    for (const [source, { ast }] of Object.entries(output.sources)) {
      if (!isPublishedSource(source)) continue;
      for (const definition of contractsIn(ast)) {
        const compiled = output.contracts?.[source]?.[definition.name ?? ""] as CompiledContract | undefined;
        if (compiled === undefined || !isCallable(definition, compiled)) continue;
        addUnique(byName, { ...compiled, name: definition.name ?? "", source });
      }
    }
  }
  return [...byName.values()].sort((a, b) => compare(a.name, b.name));
}

/** Where each error is declared, by selector (`0x` and 8 hex digits), over all sources that were compiled. */
export function errorDeclarations(outputs: readonly CompilerOutput[]): Map<string, ErrorDeclaration[]> {
  const declarations = new Map<string, ErrorDeclaration[]>();
  for (const output of outputs) {
    for (const [source, { ast }] of Object.entries(output.sources).sort(([a], [b]) => compare(a, b))) {
      const own = !source.startsWith(PACKAGE_PREFIX);
      const scopes = [{ contract: source, node: ast as AstNode }].concat(
        contractsIn(ast).map((node) => ({ contract: node.name ?? source, node })),
      );
      for (const { contract, node } of scopes) {
        for (const { errorSelector } of (node.nodes ?? []).filter(isErrorDefinition)) {
          const selector = `0x${errorSelector}`;
          declarations.set(selector, [...(declarations.get(selector) ?? []), { contract, own }]);
        }
      }
    }
  }
  return declarations;
}

/** Order by code points, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isPublishedSource(source: string): boolean {
  return !source.startsWith(PACKAGE_PREFIX) || PUBLISHED_PACKAGES.some((pattern) => pattern.test(source));
}

function contractsIn(ast: AstNode): AstNode[] {
  return (ast.nodes ?? []).filter(({ nodeType }) => nodeType === "ContractDefinition");
}

function isErrorDefinition({ nodeType }: AstNode): boolean {
  return nodeType === "ErrorDefinition";
}

function isCallable(definition: AstNode, compiled: CompiledContract): boolean {
  if (definition.contractKind === "library" || definition.abstract === true) return false;
  return compiled.abi.some(({ type }) => type === "function");
}

function addUnique(byName: Map<string, PublishedContract>, contract: PublishedContract): void {
  const namesake = byName.get(contract.name);
  if (namesake === undefined) {
    byName.set(contract.name, contract);
  } else if (namesake.source !== contract.source) {
    throw new Error(
      `Two contracts are called ${contract.name}: ${namesake.source} and ${contract.source}. ` +
        "The SDK exports contracts by name; rename one of them.",
    );
  }
}
