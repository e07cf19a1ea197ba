import { action } from "./action.ts";
import { parseAddress } from "./arguments.ts";
import { sendAs } from "./sending.ts";
import { signerOf } from "./signers.ts";
import { chosenSet } from "./validators.ts";

interface Arguments {
  validator: string;
  rescue: boolean;
  as: string | undefined;
}

/** The action of a task that takes a validator off its list without a vote. */
export function validatorExit(call: "retireValidator" | "ejectValidator", did: string) {
  return action<Arguments>(async (args, context) => {
    const validator = parseAddress("validator", args.validator);
    const set = await chosenSet(context, args.rescue).getAddress();
    return sendAs(
      await signerOf(context, args.as),
      context.alliance.registry[call].populateTransaction(set, validator),
      `${validator} ${did}.`,
    );
  });
}
