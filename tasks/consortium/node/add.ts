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
  const publicKey = parsePublicKey(key);
  const node = nodeAddress(publicKey);
  return sendAs(
    await signerOf(context, args.as),
    context.alliance.registry.addNode.populateTransaction(publicKey, endpoint),
    `Node ${node} is registered.`,
    { node },
  );
});
