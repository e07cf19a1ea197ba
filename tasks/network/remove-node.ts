import { removeNode } from "../../network/bundle/change-nodes.ts";
import type { CommonArguments } from "../lib/action.ts";
import { reportFailure } from "../lib/failure.ts";
import { toJson } from "../lib/output.ts";
import { callsAfter, describeNodeChange } from "./lib/node-change.ts";

interface Arguments extends CommonArguments {
  dir: string;
  name: string;
  force: boolean;
}

export default async (args: Arguments): Promise<void> => {
  try {
    const change = await removeNode(args.dir, args.name, args);
    const calls = callsAfter(change, "remove");
    console.log(args.json ? toJson({ ...change, calls }) : describeNodeChange(change, calls));
  } catch (error) {
    reportFailure(error, args.json);
  }
};
