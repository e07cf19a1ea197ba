import { readFileSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

/** A statement of a contract. */
export interface Statement {
  /** Path from the root of the repository. */
  file: string;
  line: number;
  /** The first line of its source. */
  code: string;
}

export interface StatementCoverage {
  total: number;
  missed: Statement[];
}

interface Instrumented {
  tag: string;
  startUtf16: number;
  endUtf16: number;
}

/** The part of Hardhat's coverage that its command line keeps to itself: statements, not only lines. */
interface CoverageManager {
  filesMetadata: Map<string, Map<string, Instrumented>>;
  data: Map<string, number>;
}

/** Which statements under contracts/ never ran in the tests that this process has run. */
export function statementCoverage(hre: HardhatRuntimeEnvironment): StatementCoverage {
  const coverage = manager(hre);
  let total = 0;
  const missed: Statement[] = [];
  for (const [file, statements] of coverage.filesMetadata) {
    if (!file.startsWith("contracts/")) continue;
    const source = readFileSync(file, "utf8");
    for (const { tag, startUtf16, endUtf16 } of statements.values()) {
      total++;
      if (coverage.data.has(tag)) continue;
      const line = source.slice(0, startUtf16).split("\n").length;
      const [code = ""] = source.slice(startUtf16, endUtf16).split("\n");
      missed.push({ file, line, code: code.trim() });
    }
  }
  return { total, missed };
}

function manager(hre: HardhatRuntimeEnvironment): CoverageManager {
  const { _coverage } = hre as unknown as { _coverage?: CoverageManager };
  if (_coverage?.filesMetadata === undefined || _coverage.data === undefined) {
    throw new Error("This Hardhat keeps its coverage elsewhere: adapt scripts/coverage/statements.ts to it.");
  }
  return _coverage;
}
