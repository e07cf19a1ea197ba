import { configVariable } from "hardhat/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

/** A secret from the environment or Hardhat's keystore, if it is set. Asks nobody. */
export async function readVariable(
  { hooks }: HardhatRuntimeEnvironment,
  name: string,
): Promise<string | undefined> {
  // Empty default: a variable that is not set is no error, and no keystore asks for its password on its behalf.
  const value = await hooks.runHandlerChain(
    "configurationVariables",
    "fetchValue",
    [configVariable(name, { default: "" })],
    async (_context, variable) => process.env[variable.name] ?? "",
  );
  return value === "" ? undefined : value;
}
