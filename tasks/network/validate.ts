import type { Finding } from "../../network/validate/finding.ts";
import { type Validation, validateBundle } from "../../network/validate/validate.ts";
import type { CommonArguments } from "../lib/action.ts";
import { reportFailure } from "../lib/failure.ts";
import { toJson } from "../lib/output.ts";

interface Arguments extends CommonArguments {
  dir: string;
}

export default async (args: Arguments): Promise<void> => {
  try {
    const validation = await validateBundle(args.dir);
    console.log(args.json ? toJson(validation) : describe(validation));
    if (validation.findings.length > 0) process.exitCode = 1;
  } catch (error) {
    reportFailure(error, args.json);
  }
};

function describe({ files, findings }: Validation): string {
  if (findings.length === 0) return `${files} files checked, no fault.`;
  const parts = [...new Set(findings.map(({ file }) => file))].map((name) => {
    const own = findings.filter(({ file }) => file === name);
    return [name, ...own.map(describeFinding)].join("\n\n");
  });
  const count = findings.length === 1 ? "1 fault" : `${findings.length} faults`;
  return [...parts, `${files} files checked, ${count}.`].join("\n\n");
}

function describeFinding({ line, field, fault, consequence, cure }: Finding): string {
  const place = [line === undefined ? "" : `line ${line}`, field ?? ""]
    .filter((part) => part !== "")
    .join(", ");
  return [
    `  ${place === "" ? "" : `${place}: `}${fault}`,
    `    Consequence: ${consequence}`,
    `    Cure: ${cure}`,
  ].join("\n");
}
