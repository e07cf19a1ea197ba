import type { GuildhallError } from "../common/guildhall-error.ts";
import type { CataloguedError } from "./catalogue.ts";
import { explainRevert } from "./explain-revert.ts";
import { type ExplainedError, explanation } from "./explained.ts";
import { type NodeRefusal, nodeRefusals } from "./node-refusals.ts";
import { type ErrorPart, partsOf, revertDataOf } from "./revert-data.ts";

/**
 * Says what an error is, why it happened and what to do, whatever it came through: ethers, viem, Hardhat, a
 * wallet, or the plain answer of Besu, geth or anvil. Never throws.
 *
 * @param error Anything that was caught.
 * @param more Errors of contracts that are not part of the alliance.
 * @example explainError(error).remedy // "Propose it, let the members vote, then queue and execute the
 * proposal."
 */
export function explainError(error: unknown, more: readonly CataloguedError[] = []): ExplainedError {
  const own = ownError(error);
  if (own !== undefined) return own;

  const parts = partsOf(error);
  const data = revertDataOf(parts);
  if (data !== undefined && data !== "0x") return explainRevert(data, more);
  const refusal = findRefusal(parts);
  if (refusal !== undefined) return explainRefusal(refusal, parts);
  return data === undefined ? unexplained(error, parts) : explainRevert(data, more);
}

function ownError(error: unknown): ExplainedError | undefined {
  if (!isGuildhallError(error)) return undefined;
  if ("explained" in error) return error.explained as ExplainedError;
  const args = Object.entries(error.args).map(([name, value]) => ({ name, value, text: String(value) }));
  return { ...explanation(error.name, error.why, error.remedy, error.message), args };
}

/** By its shape, so that an error of another copy of the package is known as well. */
function isGuildhallError(error: unknown): error is GuildhallError {
  return error instanceof Error && ["why", "remedy", "args"].every((property) => property in error);
}

function findRefusal(parts: readonly ErrorPart[]): NodeRefusal | undefined {
  const byMessage = nodeRefusals.find(({ message }) => parts.some((part) => message?.test(messageOf(part))));
  return (
    byMessage ?? nodeRefusals.find(({ codes }) => parts.some(({ code }) => codes?.includes(code as number)))
  );
}

function explainRefusal({ name, why, remedy }: NodeRefusal, parts: readonly ErrorPart[]): ExplainedError {
  const raw = parts.map(messageOf).findLast((message) => message !== "") ?? name;
  return explanation(name, why, remedy, raw, `${name}: ${raw}`);
}

function unexplained(error: unknown, parts: readonly ErrorPart[]): ExplainedError {
  const answer = parts.find((part) => typeof part.code === "number" && messageOf(part) !== "");
  if (answer !== undefined) {
    const message = messageOf(answer);
    const remedy = "Look the message up in the documentation of the node, or in its log.";
    return explanation("NodeRefused", `The node refuses: ${message}`, remedy, message);
  }
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  return explanation(name, message, "", message, `${name}: ${message}`);
}

function messageOf({ message }: ErrorPart): string {
  return typeof message === "string" ? message : "";
}
