import { readFile } from "node:fs/promises";
import type { InterfaceAbi } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Compiled } from "./contract.ts";
import type { SolcStorageLayout } from "./storage.ts";

type Outputs = Record<string, Record<string, { storageLayout: SolcStorageLayout }>>;

/** Our own contracts that can be deployed, out of the artifacts of the last build. */
export async function ownContracts(hre: HardhatRuntimeEnvironment): Promise<Compiled[]> {
  const outputs = new Map<string, Outputs>();
  const found: Compiled[] = [];
  const names = [...(await hre.artifacts.getAllFullyQualifiedNames())].filter((name) =>
    name.startsWith("contracts/"),
  );
  for (const qualified of names.sort()) {
    const artifact = await hre.artifacts.readArtifact(qualified);
    const isLibrary = artifact.abi.length === 0;
    if (artifact.bytecode === "0x" || isLibrary) continue;

    const id = await hre.artifacts.getBuildInfoId(qualified);
    if (id === undefined) throw new Error(`${qualified} has no build info: run \`npm run build\`.`);
    if (!outputs.has(id)) outputs.set(id, await outputOf(hre, id));
    const output = outputs.get(id)?.[`project/${artifact.sourceName}`]?.[artifact.contractName];
    if (output === undefined)
      throw new Error(`${qualified} is not in its own build info: run \`npm run build\`.`);
    found.push({
      name: artifact.contractName,
      source: artifact.sourceName,
      abi: artifact.abi as InterfaceAbi,
      runtimeCode: artifact.deployedBytecode,
      creationCode: artifact.bytecode,
      layout: output.storageLayout,
    });
  }
  return found;
}

async function outputOf(hre: HardhatRuntimeEnvironment, id: string): Promise<Outputs> {
  const file = await hre.artifacts.getBuildInfoOutputPath(id);
  if (file === undefined) throw new Error(`The build info ${id} is gone: run \`npm run build\`.`);
  return JSON.parse(await readFile(file, "utf8")).output.contracts;
}
