import { spawn } from "node:child_process";
import { join } from "node:path";

/** How a task ended. */
export interface TaskRun<Data> {
  exitCode: number;
  /** What it printed with `--json`; undefined when that is no JSON. */
  data: Data | undefined;
  stdout: string;
  stderr: string;
}

/** Types tasks as an operator does, each in a process of its own. */
export class Operator {
  readonly #root: string;

  /**
   * @param root Folder of the project.
   */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Runs a task with `--json`, whatever its end.
   *
   * @param kill When it is fulfilled, the task is killed.
   */
  async run<Data>(words: readonly string[], kill?: Promise<unknown>): Promise<TaskRun<Data>> {
    const { exitCode, stdout, stderr } = await this.#spawn([...words, "--json"], kill);
    return { exitCode, data: parse(stdout) as Data | undefined, stdout, stderr };
  }

  /** Runs a task that must succeed, and reads what it printed. */
  async do<Data = unknown>(...words: string[]): Promise<Data> {
    const { exitCode, data, stdout, stderr } = await this.run<Data>(words);
    if (exitCode === 0 && data !== undefined) return data;
    throw new Error(`\`${words.join(" ")}\` ended with exit code ${exitCode}:\n${stdout}${stderr}`);
  }

  #spawn(
    words: readonly string[],
    kill?: Promise<unknown>,
  ): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const hardhat = join(this.#root, "node_modules/hardhat/dist/src/cli.js");
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [hardhat, ...words], {
        cwd: this.#root,
        env: { ...process.env, NO_COLOR: "1" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk) => {
        stdout += chunk;
      });
      child.stderr.on("data", (chunk) => {
        stderr += chunk;
      });
      void kill?.then(() => child.kill("SIGKILL"));
      child.once("error", reject);
      child.once("close", (code) => resolve({ exitCode: code ?? 1, stdout, stderr }));
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
