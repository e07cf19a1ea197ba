import type { ReceiptDetails, WaitingSurrender } from "@guildhall/sdk/assets";
import { parseDigest } from "../../lib/arguments.ts";
import { TaskError } from "../../lib/failure.ts";

/** A surrender of the receipt that waits for delivery. */
export function findSurrender({ surrenders }: ReceiptDetails, text: string): WaitingSurrender {
  const surrenderId = parseDigest("surrender", text).toLowerCase();
  const found = surrenders.find((waiting) => waiting.surrenderId === surrenderId);
  if (found !== undefined) return found;
  throw new TaskError(
    `The receipt has no surrender ${surrenderId} that waits.`,
    "`receipt show` lists those that do.",
  );
}
