import { nodeAddress, parsePublicKey } from "../../../network/node-key.ts";
import { action } from "../../lib/action.ts";
import { TaskError } from "../../lib/failure.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  publicKey: string;
  endpoint: string;
  as: string | undefined;
}

const ENODE = /^enode:\/\/([0-9a-fA-F]{128})@([^?]+)/;
const ENDPOINT = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):\d{1,5}$/;

export default action<Arguments>(async (args, context) => {
  const [, key = args.publicKey, endpoint = args.endpoint] = ENODE.exec(args.publicKey) ?? [];
  if (!ENDPOINT.test(endpoint)) {
    throw new TaskError(
      `The endpoint "${endpoint}" is not ip:port.`,
      "Give the node's fixed IP address and P2P port, such as 10.0.0.7:30303; Besu's permission lists know no host names.",
    );
  }
  const publicKey = readPublicKey(key);
  const node = nodeAddress(publicKey);
  return sendAs(
    await signerOf(context, args.as),
    context.alliance.registry.addNode.populateTransaction(publicKey, endpoint),
    `Node ${node} is registered.`,
    { node },
  );
});

function readPublicKey(text: string): string {
  try {
    return parsePublicKey(text);
  } catch (error) {
    throw new TaskError(
      `The public key "${text}" ${(error as Error).message}.`,
      "Give the 128 hex digits of the node's enode; Besu prints it when it starts.",
    );
  }
}
