import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { BESU_IMAGE } from "../../bundle/besu-options.ts";
import { EngineError } from "../error.ts";

/** The version that the files of a bundle were checked against, such as 26.8. */
const VERSION_LINE = BESU_IMAGE.slice(BESU_IMAGE.lastIndexOf(":") + 1)
  .split(".", 2)
  .join(".");

const VERSION_LIMIT_MS = 60_000;

/** A Besu on this machine. */
export interface BesuBinary {
  path: string;
  /** Such as 26.8.0. */
  version: string;
}

/**
 * Finds Besu: in BESU_HOME if that is set, otherwise on the PATH.
 *
 * @throws EngineError when there is none, it does not run, or it is of another version line than the bundle is for.
 */
export async function findBesu(env: NodeJS.ProcessEnv = process.env): Promise<BesuBinary> {
  const path = await locate(env);
  const said = await promisify(execFile)(path, ["--version"], { timeout: VERSION_LIMIT_MS }).catch(
    (error: Error & { stderr?: string }) => {
      throw new EngineError(
        `${path} does not run: ${(error.stderr || error.message).trim().split("\n").slice(0, 3).join(" ")}`,
        "Besu 26.6 and later needs Java 25; make `besu --version` work in this shell first.",
      );
    },
  );
  const version = /besu\/v?(\d+\.\d+[^\s/]*)/i.exec(said.stdout)?.[1];
  if (version !== undefined && `${version}.`.startsWith(`${VERSION_LINE}.`)) return { path, version };
  throw new EngineError(
    version === undefined
      ? `${path} does not say which version of Besu it is, but: ${said.stdout.trim().slice(0, 200)}`
      : `${path} is Besu ${version}; this network is made for Besu ${VERSION_LINE}, and other versions know other options.`,
    `Install Besu ${VERSION_LINE} and name its folder in BESU_HOME, or put its program on the PATH.`,
    { version },
  );
}

async function locate({ BESU_HOME: home, PATH: path = "" }: NodeJS.ProcessEnv): Promise<string> {
  const folders = home ? [join(home, "bin")] : path.split(delimiter).filter((folder) => folder !== "");
  for (const folder of folders) {
    const file = join(folder, "besu");
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  throw new EngineError(
    home
      ? `BESU_HOME is ${home}, where there is no program bin/besu.`
      : "There is no program `besu` on the PATH.",
    `Install Besu ${VERSION_LINE} with Java 25 and name its folder in BESU_HOME; or choose --engine hardhat or anvil.`,
  );
}
