import { z } from "zod";
import type { Statement, StatementCoverage } from "./statements.ts";

/** Statements that no test reaches, each with the reason in one line. */
export const exceptionsSchema = z
  .array(z.strictObject({ file: z.string(), code: z.string(), reason: z.string().regex(/^[^\n]{10,}$/) }))
  .nullable()
  .transform((list) => list ?? []);

export type CoverageException = z.output<typeof exceptionsSchema>[number];

/** One sentence for every uncovered statement without a reason, and for every reason that is not needed. */
export function coverageProblems(
  { total, missed }: StatementCoverage,
  exceptions: readonly CoverageException[],
): string[] {
  if (total === 0) return ["No statement was instrumented: contracts/ is empty or was not compiled."];
  const excuses = (statement: Statement) => (exception: CoverageException) =>
    exception.file === statement.file && exception.code === statement.code;
  const bare = missed
    .filter((statement) => !exceptions.some(excuses(statement)))
    .map(({ file, line, code }) => `${file}:${line} never ran: ${code}`);
  const idle = exceptions
    .filter((exception) => !missed.some((statement) => excuses(statement)(exception)))
    .map(({ file, code }) => `${file}: "${code}" ran or is gone; take it off the list of exceptions.`);
  return [...bare, ...idle];
}
