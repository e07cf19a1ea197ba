import { action } from "../../lib/action.ts";
import { parseAddress } from "../../lib/arguments.ts";
import { sendAs } from "../../lib/sending.ts";
import { signerOf } from "../../lib/signers.ts";

interface Arguments {
  node: string;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const node = parseAddress("node", args.node);
  return sendAs(
    await signerOf(context, args.as),
    context.alliance.registry.removeNode.populateTransaction(node),
    `Node ${node} is no longer registered.`,
  );
});
