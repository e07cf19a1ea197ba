import { restore } from "../../network/engine/backup/restore.ts";
import type { CommonArguments } from "../lib/action.ts";
import { required } from "../lib/arguments.ts";
import { reportFailure } from "../lib/failure.ts";
import { toJson } from "../lib/output.ts";

interface Arguments extends CommonArguments {
  dir: string;
  node: string | undefined;
  from: string | undefined;
  force: boolean;
}

export default async (args: Arguments): Promise<void> => {
  try {
    const from = required("from", args.from);
    const { node, files } = await restore(args.dir, required("node", args.node), from, args.force);
    const said = { node, from, files: files.length };
    const text = `${node} has the data of ${from} again; all ${files.length} files are as they were backed up.`;
    console.log(args.json ? toJson(said) : `${text}\nStart it: network start ${args.dir} --only ${node}`);
  } catch (error) {
    reportFailure(error, args.json);
  }
};
