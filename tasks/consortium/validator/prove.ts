import { readFile } from "node:fs/promises";
import { latestExecution, signValidatorProof } from "@guildhall/sdk/consortium";
import { Wallet } from "ethers";
import { parseKeyFile } from "../../../network/node-key.ts";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { formatSigned } from "../../lib/consent.ts";
import { TaskError } from "../../lib/failure.ts";
import { findMember } from "../../lib/members.ts";
import { record } from "../../lib/output.ts";
import { chosenSet } from "../../lib/validators.ts";

interface Arguments {
  member: string;
  keyFile: string | undefined;
  rescue: boolean;
}

export default action<Arguments>(async (args, context) => {
  const member = findMember(await context.readState(), args.member);
  const node = await readNodeKey(required("key-file", args.keyFile));
  const set = await chosenSet(context, args.rescue).getAddress();
  const proof = { orgId: member.id, validator: node.address, set };
  const signed = await signValidatorProof(
    node.connect(context.provider),
    context.alliance.registry,
    proof,
    await latestExecution(context.alliance),
  );
  const data = { ...proof, deadline: signed.deadline, proof: formatSigned(signed) };
  return { data, text: record(data) };
});

async function readNodeKey(file: string): Promise<Wallet> {
  try {
    return new Wallet(parseKeyFile(await readFile(file, "utf8")).privateKey);
  } catch (error) {
    throw new TaskError(
      `${file} gives no node key: ${(error as Error).message}`,
      "Give the file that Besu keeps at `<data-path>/key`: one line of 64 hex digits.",
    );
  }
}
