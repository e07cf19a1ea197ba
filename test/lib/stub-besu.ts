import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export type Behaviour = "sound" | "deaf" | "broken" | "stranger" | "elsewhere" | "stalled" | "lonely";

/** Puts a program `bin/besu` into a folder that behaves like Besu, for BESU_HOME. */
export async function installStubBesu(home: string, version = "26.8.0"): Promise<void> {
  const script = join(import.meta.dirname, "stub-besu.mjs");
  const lines = [
    "#!/bin/sh",
    `[ "$1" = --version ] && { echo besu/v${version}/linux-x86_64/openjdk-java-25; exit 0; }`,
    `exec "${process.execPath}" "${script}" "$@"`,
  ];
  await mkdir(join(home, "bin"), { recursive: true });
  await writeFile(join(home, "bin/besu"), `${lines.join("\n")}\n`, { mode: 0o755 });
}

/** Says how the nodes of a bundle behave from their next start on. */
export async function behave(bundle: string, behaviours: Readonly<Record<string, Behaviour>>): Promise<void> {
  await writeFile(join(bundle, "stub.json"), JSON.stringify(behaviours));
}
