import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { CompilerOutput } from "hardhat/types/solidity";
import { renderAbis } from "./abis.ts";
import { renderAddresses } from "./addresses.ts";
import { renderBindings } from "./bindings.ts";
import { compileSources } from "./compile.ts";
import { errorDeclarations, publishedContracts } from "./contracts.ts";
import { errorCatalogue, renderErrorCatalogue } from "./errors.ts";
import { renderErrorsPage } from "./errors-page.ts";
import { formatted, type GeneratedFiles } from "./files.ts";

/** All generated files, from the sources and committed deployments of this tree and nothing else. */
export async function generateSdk(hre: HardhatRuntimeEnvironment): Promise<GeneratedFiles> {
  const files = renderContracts(await compileSources(hre));
  return formatted(new Map([...files, ...(await renderAddresses(hre.config.paths.root))]));
}

/** The files that follow from the compiler's output alone. */
export function renderContracts(outputs: readonly CompilerOutput[]): GeneratedFiles {
  const contracts = publishedContracts(outputs);
  const catalogue = errorCatalogue(contracts, errorDeclarations(outputs));
  return new Map([
    ...renderAbis(contracts),
    ...renderBindings(contracts),
    ...renderErrorCatalogue(catalogue),
    ...renderErrorsPage(catalogue),
  ]);
}
