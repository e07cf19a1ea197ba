import { send } from "@guildhall/sdk";
import { action } from "../../lib/action.ts";
import { parseCount } from "../../lib/arguments.ts";
import { table } from "../../lib/output.ts";
import { signerOf } from "../../lib/signers.ts";
import { chosenSet } from "../../lib/validators.ts";

interface Arguments {
  blocks: string | undefined;
  rescue: boolean;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const set = chosenSet(context, args.rescue);
  const blocks =
    args.blocks === undefined ? Number(await set.count()) : parseCount("--blocks", args.blocks, 1);
  const signer = await signerOf(context, args.as);
  const seen = [];
  for (let poke = 0; poke < blocks; ++poke) {
    const { blockNumber, hash } = await send(signer, await set.poke.populateTransaction());
    const block = await context.provider.getBlock(blockNumber);
    seen.push({ block: blockNumber, proposer: block?.miner, transaction: hash });
  }
  return {
    data: seen,
    text: table(
      ["block", "proposer"],
      seen.map(({ block, proposer }) => [block, proposer]),
    ),
  };
});
