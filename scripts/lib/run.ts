import { spawn } from "node:child_process";

export interface Ran {
  code: number;
  output: string;
}

/** Runs a program to its end and keeps what it wrote. A program that a signal ended counts as failed. */
export function capture(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a program in front of the person and answers its exit code. */
export function show(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** The command line of one of our own scripts. */
export function script(file: string, ...args: string[]): [string, string[]] {
  return [process.execPath, ["--import", "tsx/esm", file, ...args]];
}
