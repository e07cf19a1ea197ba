import { SEATS, type SeatName } from "@guildhall/sdk/consortium";
import { endpoint as endpointField } from "../../network/alliance/fields.ts";
import { addNode } from "../../network/bundle/change-nodes.ts";
import { parsePublicKey } from "../../network/node-key.ts";
import type { CommonArguments } from "../lib/action.ts";
import { required } from "../lib/arguments.ts";
import { reportFailure, TaskError } from "../lib/failure.ts";
import { toJson } from "../lib/output.ts";
import { callsAfter, describeNodeChange } from "./lib/node-change.ts";

interface Arguments extends CommonArguments {
  dir: string;
  member: string | undefined;
  publicKey: string | undefined;
  endpoint: string | undefined;
  seat: string;
  force: boolean;
}

export default async (args: Arguments): Promise<void> => {
  try {
    const newcomer = {
      member: parseAlias(required("member", args.member)),
      publicKey: readPublicKey(required("public-key", args.publicKey)),
      endpoint: parseEndpoint(required("endpoint", args.endpoint)),
      seat: parseSeat(args.seat),
    };
    const change = await addNode(args.dir, newcomer, args);
    const calls = callsAfter(change, "add");
    console.log(args.json ? toJson({ ...change, calls }) : describeNodeChange(change, calls));
  } catch (error) {
    reportFailure(error, args.json);
  }
};

function parseAlias(text: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)) return text;
  throw new TaskError(`"${text}" is no alias of a member.`, "Give it as `member list` shows it: nordgrid.");
}

function readPublicKey(text: string): string {
  try {
    return parsePublicKey(text);
  } catch (error) {
    throw new TaskError(`--public-key ${(error as Error).message}.`, "Give what `network key` printed.");
  }
}

function parseEndpoint(text: string): string {
  const result = endpointField.safeParse(text);
  if (result.success && !result.data.startsWith("[")) return result.data;
  throw new TaskError(
    `--endpoint "${text}" is no IPv4 address with a port.`,
    "Give one such as 10.0.0.11:30303; peers and permission lists know no host names.",
  );
}

function parseSeat(text: string): SeatName {
  if (Object.hasOwn(SEATS, text)) return text as SeatName;
  throw new TaskError(`There is no seat "${text}".`, `Seats are ${Object.keys(SEATS).join(", ")}.`);
}
