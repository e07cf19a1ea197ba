import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readSessions } from "@guildhall/sdk/consortium";
import { id } from "ethers";
import { findMember } from "../../tasks/lib/members.ts";
import { require } from "../lib/expectation.ts";
import type { Stage } from "./stage.ts";
import type { Steps } from "./steps.ts";

const SIGN_IN_GAS = "120000";
const SESSION_SECONDS = 8 * 3_600;

/** Seconds after which the client is killed, and after which, in its second run, the node is. */
const KILLED_AFTER_SECONDS = 12;

interface Counts {
  mined: number;
  earlier: number;
  perSecond: number;
}

/** Many writes of one organisation through one node; the client is killed, then the node. */
export async function batch(stage: Stage, steps: Steps, writes: number): Promise<void> {
  const { operator, bundle } = stage;
  await steps.step(
    `${writes} writes survive a kill of the client and of the node, each done once, in order`,
    async () => {
      const context = await stage.alliance();
      const nordgrid = findMember(await context.readState(), "nordgrid");
      const before = (await readSessions(context.alliance, nordgrid.id)).length;
      const file = await writeItems(stage, writes);
      const rpc = await stage.rpc();
      process.env.GUILDHALL_RPC_URL = rpc.url;
      const words = ["--network", "remote", "network", "send-batch", file, "--as", "nordgrid"];
      const send = (kill?: Promise<unknown>) =>
        operator.run<Counts>([...words, "--gas", SIGN_IN_GAS, "--window", "200"], kill);

      const killed = await send(sleep(KILLED_AFTER_SECONDS * 1_000));
      require(killed.exitCode !== 0, "the first run was killed before its end");
      const running = send();
      await sleep(KILLED_AFTER_SECONDS * 1_000);
      const { name } = await stage.rpcNode();
      await stage.kill(name);
      await operator.do("network", "start", bundle, "--engine", "besu", "--only", name);
      const { data, exitCode, stderr } = await running;
      require(exitCode === 0 && data !== undefined, `the second run ends well: ${stderr}`);
      require(data.mined + data.earlier ===
        writes, `all are mined (${data.mined} and ${data.earlier} before)`);

      const sessions = (await readSessions(context.alliance, nordgrid.id)).slice(before);
      const inOrder = sessions.every(({ session }, index) => session === sessionOf(index));
      require(sessions.length === writes && inOrder, "the journal holds each sign-in once, in order");
      return `${data.earlier} by the killed run, then ${data.perSecond} per second with the node away for a while`;
    },
  );
}

function sessionOf(index: number): string {
  return id(`drill ${index}`);
}

async function writeItems(stage: Stage, writes: number): Promise<string> {
  const expiresAt = Math.floor(Date.now() / 1_000) + SESSION_SECONDS;
  const lines = Array.from({ length: writes }, (_, index) =>
    JSON.stringify({
      id: String(index),
      to: "sessionJournal",
      function: "open",
      args: [sessionOf(index), expiresAt],
    }),
  );
  const file = join(stage.folder, "writes.jsonl");
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}
