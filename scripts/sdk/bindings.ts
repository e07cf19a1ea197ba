import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { codegenContractTypings } from "@typechain/ethers-v6/dist/codegen/index.js";
import { extractDocumentation, parse, type RawAbiDefinition } from "typechain";
import { abiName } from "./abis.ts";
import type { PublishedContract } from "./contracts.ts";
import { type GeneratedFiles, HEADER } from "./files.ts";

const FOLDER = "sdk/src/generated/contracts";
const FLAGS = {
  alwaysGenerateOverloads: false,
  discriminateTypes: false,
  node16Modules: true,
  environment: undefined,
} as const;

/**
 * Typed ethers contracts, as typechain writes them, each with a factory that attaches to an address.
 *
 * They hold no bytecode: it depends on the build profile, and deployments go through Ignition.
 */
export function renderBindings(contracts: readonly PublishedContract[]): GeneratedFiles {
  const files: GeneratedFiles = new Map([[`${FOLDER}/common.ts`, HEADER + commonTypes()]]);
  for (const contract of contracts) {
    files.set(`${FOLDER}/${contract.name}.ts`, HEADER + typings(contract));
    files.set(`${FOLDER}/factories/${contract.name}__factory.ts`, HEADER + factory(contract.name));
  }
  const exports = contracts.map(
    ({ name }) =>
      `export type { ${name} } from "./${name}.ts";\n` +
      `export { ${name}__factory } from "./factories/${name}__factory.ts";\n`,
  );
  return files.set(`${FOLDER}/index.ts`, HEADER + exports.join(""));
}

function typings(contract: PublishedContract): string {
  const { name, abi, devdoc, userdoc } = contract;
  const documentation = extractDocumentation(JSON.stringify({ devdoc, userdoc }));
  const parsed = parse(abi as RawAbiDefinition[], name, documentation);
  return withSourceExtensions(codegenContractTypings(parsed, FLAGS));
}

function factory(name: string): string {
  return `
import { Contract, type ContractRunner, Interface } from "ethers";
import { ${abiName(name)} } from "../../abis/${name}.ts";
import type { ${name}, ${name}Interface } from "../${name}.ts";

/** Attaches to a ${name}. */
export class ${name}__factory {
  static readonly abi = ${abiName(name)};
  static createInterface(): ${name}Interface {
    return new Interface(${abiName(name)}) as ${name}Interface;
  }
  static connect(address: string, runner?: ContractRunner | null): ${name} {
    return new Contract(address, ${abiName(name)}, runner) as unknown as ${name};
  }
}
`;
}

function commonTypes(): string {
  const require = createRequire(import.meta.url);
  return readFileSync(require.resolve("@typechain/ethers-v6/static/common.ts"), "utf8");
}

/** Source files import each other by their own extension; the build of the package rewrites it. */
function withSourceExtensions(code: string): string {
  return code.replaceAll(/from (["'])(\.[^"']*)\.js\1/g, 'from "$2.ts"');
}
