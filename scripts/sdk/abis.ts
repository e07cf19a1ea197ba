import type { PublishedContract } from "./contracts.ts";
import { type GeneratedFiles, HEADER } from "./files.ts";

/** Name of the constant that holds the ABI of a contract: `directoryAbi` for Directory. */
export function abiName(contract: string): string {
  return `${contract.charAt(0).toLowerCase()}${contract.slice(1)}Abi`;
}

/** One file per contract with its ABI `as const`, from which viem infers types, and an index of all. */
export function renderAbis(contracts: readonly PublishedContract[]): GeneratedFiles {
  const files: GeneratedFiles = new Map();
  for (const { name, abi } of contracts) {
    const items = abi.map((item) => `  ${JSON.stringify(item)},\n`).join("");
    files.set(
      `sdk/src/generated/abis/${name}.ts`,
      `${HEADER}/** ABI of ${name}. */\nexport const ${abiName(name)} = [\n${items}] as const;\n`,
    );
  }
  const exports = contracts.map(({ name }) => `export { ${abiName(name)} } from "./${name}.ts";\n`);
  return files.set("sdk/src/generated/abis/index.ts", HEADER + exports.join(""));
}
