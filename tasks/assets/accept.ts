import { type ReceivableDetails, signReceivableAcceptance } from "@guildhall/sdk/assets";
import { getAddress, isAddress } from "ethers";
import { action } from "../lib/action.ts";
import { formatSigned, parseSigned } from "../lib/consent.ts";
import { TaskError } from "../lib/failure.ts";
import { record, time } from "../lib/output.ts";
import { sendAs } from "../lib/sending.ts";
import { signerOf } from "../lib/signers.ts";
import { findClaim, formatClaimId } from "./lib/found.ts";

interface Arguments {
  claim: string;
  sign: boolean;
  acceptance: string | undefined;
  as: string | undefined;
}

export default action<Arguments>(async (args, context) => {
  const { receivables, claim, format } = await findClaim(context, args.claim);
  const { terms } = claim;
  const signer = await signerOf(context, args.as, "operator");
  requireRegistered(claim);
  if (args.sign) {
    const signed = await signReceivableAcceptance(signer, receivables, terms);
    const acceptance = `${await signer.getAddress()}:${formatSigned(signed)}`;
    const facts = { acceptance, until: time(signed.deadline) };
    return { data: { claim: formatClaimId(claim.id), ...facts }, text: record(facts) };
  }
  const call =
    args.acceptance === undefined
      ? receivables.accept.populateTransaction(terms)
      : delivery(args.acceptance, (account, deadline, signature) =>
          receivables.acceptBySignature.populateTransaction(terms, account, deadline, signature),
        );
  return sendAs(
    signer,
    call,
    `Invoice ${terms.invoiceNumber} is accepted over ${format(terms.amountMinor)}.`,
    {
      claim: formatClaimId(claim.id),
      dueAt: time(terms.dueAt),
    },
  );
});

function delivery<Result>(
  text: string,
  deliver: (account: string, deadline: bigint, signature: string) => Result,
): Result {
  const [account = "", ...rest] = text.split(":");
  if (!isAddress(account)) {
    throw new TaskError(
      `--acceptance "${text}" is no acceptance.`,
      "Give it as --sign printed it: <account>:<deadline>:0x<signature>.",
    );
  }
  const { deadline, signature } = parseSigned("acceptance", rest.join(":"));
  return deliver(getAddress(account), deadline, signature);
}

function requireRegistered({ id, status }: ReceivableDetails): void {
  if (status === "registered") return;
  throw new TaskError(
    `Claim ${formatClaimId(id)} is ${status}; only what is registered waits for acceptance.`,
    "`asset show` tells how it stands.",
  );
}
