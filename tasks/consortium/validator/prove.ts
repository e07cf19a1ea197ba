import { readFile } from "node:fs/promises";
import { latestExecution, signValidatorProof } from "@guildhall/sdk/consortium";
import { Wallet } from "ethers";
import { parseKeyFile } from "../../../network/node-key.ts";
import { action } from "../../lib/action.ts";
import { required } from "../../lib/arguments.ts";
import { formatSigned } from "../../lib/consent.ts";
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
  const { privateKey } = parseKeyFile(await readFile(required("key-file", args.keyFile), "utf8"));
  const node = new Wallet(privateKey);
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
