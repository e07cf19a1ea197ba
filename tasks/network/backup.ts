import { backUp } from "../../network/engine/backup/backup.ts";
import type { CommonArguments } from "../lib/action.ts";
import { required } from "../lib/arguments.ts";
import { reportFailure } from "../lib/failure.ts";
import { record, toJson } from "../lib/output.ts";

interface Arguments extends CommonArguments {
  dir: string;
  node: string | undefined;
  to: string | undefined;
  withKey: boolean;
}

export default async (args: Arguments): Promise<void> => {
  try {
    const to = required("to", args.to);
    const { node, files, withKey } = await backUp(args.dir, required("node", args.node), to, args.withKey);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const said = { node, folder: to, files: files.length, bytes, key: withKey ? "included" : "not included" };
    console.log(args.json ? toJson(said) : record(said));
  } catch (error) {
    reportFailure(error, args.json);
  }
};
