import { setTimeout as sleep } from "node:timers/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { consult } from "../../network/observe/consult.ts";
import type { Finding, Severity } from "../../network/observe/finding.ts";
import { statusOf } from "../../network/observe/status.ts";
import type { CommonArguments } from "../lib/action.ts";
import { reportFailure } from "../lib/failure.ts";
import { toJson } from "../lib/output.ts";
import { type SubjectArguments, subjectOf } from "./subject.ts";

const HEADINGS: Readonly<Record<Severity, string>> = { broken: "BROKEN", warning: "WARNING", note: "NOTE" };

export default async (args: CommonArguments & SubjectArguments, hre: HardhatRuntimeEnvironment) => {
  try {
    const subject = await subjectOf(hre, args);
    const { given, findings } = await consult({
      ...subject,
      time: { now: Date.now, wait: (ms) => sleep(ms) },
    });
    const healthy = !findings.some(({ severity }) => severity === "broken");
    const { height, validators, nodes } = statusOf(given.second);
    const summary = { healthy, nodes: nodes.length, height, validators: validators?.length };
    console.log(args.json ? toJson({ ...summary, findings }) : letter(summary, findings));
    if (!healthy) process.exitCode = 1;
  } catch (error) {
    reportFailure(error, args.json);
  }
};

interface Summary {
  healthy: boolean;
  nodes: number;
  height: number | undefined;
  validators: number | undefined;
}

function letter({ healthy, nodes, height, validators }: Summary, findings: readonly Finding[]): string {
  const seen = `${nodes} nodes examined, height ${height ?? "unknown"}, ${validators ?? "no known"} validators.`;
  const verdict = healthy ? "The network is healthy." : "The network is not well.";
  return [`${verdict} ${seen}`, ...findings.map(paragraph)].join("\n\n");
}

function paragraph({ severity, where, name, evidence, cause, cure, runbook }: Finding): string {
  return [
    `${HEADINGS[severity]} ${where}: ${name}`,
    `  Seen:  ${evidence}`,
    `  Cause: ${cause}`,
    `  Cure:  ${cure}`,
    `  See docs/runbooks/${runbook}.md`,
  ].join("\n");
}
