import type { Result } from "./results.ts";
import { BURST, LOADS, MEASURED, WARM_UP } from "./settings.ts";

const HEAD = [
  "pool",
  "gas limit",
  "load",
  "offered / s",
  "achieved / s",
  "submitted",
  "included",
  "lost",
  "waiting",
  "refused",
  "p50 / p95 / p99 s",
  "block gap avg / max s",
  "fullest block",
  "fresh tx s",
];

/** The page that shows the results to people. */
export function pageOf(results: readonly Result[]): string {
  const machines = [...new Set(results.map(({ machine }) => machine))].join("; ");
  const engines = [...new Set(results.map(({ engine }) => engine))].join("; ");
  const days = [...new Set(results.map(({ measuredAt }) => measuredAt.slice(0, 10)))].sort().join(", ");
  return `# Transaction pool and block gas limit

Written by \`npm run bench:network\`; every figure is in [pool-and-gas-limit.csv](pool-and-gas-limit.csv).

- Machine: ${machines}
- Node: ${engines}
- Measured: ${days}

Four validators, one node for JSON-RPC and the client share the machine, on loopback; a block is due every two seconds. Each pair
of pool and gas limit is a fresh network. It is warmed up (${WARM_UP.tps} transactions per second for ${WARM_UP.seconds} s), then offered ${BURST.tps} per
second for ${BURST.seconds} s: the rate at which it works these off is where it is saturated. Then come ${Object.keys(LOADS).join(", ")} that rate for ${MEASURED.seconds} s
each, from accounts that have not sent before. Each transaction is a permissioned write (\`network load --call session\`): the
register is asked whether the caller may act, a record is written, a hash chain goes on.

Transactions are signed beforehand and leave when they are due, whatever the chain does; latency counts from when one was due
until the client saw its block. *Lost*: the node answered with a hash, and ${MEASURED.drainSeconds} s after the last inclusion the transaction is
neither in a block nor in the pool. *Waiting*: still in the pool then. *Fresh tx*: seconds until a transaction of an account that
never sent before is mined after the load; a jammed pool shows here.

| ${HEAD.join(" | ")} |
| ${HEAD.map(() => "---").join(" | ")} |
${results.map((result) => `| ${cellsOf(result).join(" | ")} |`).join("\n")}
`;
}

function cellsOf(result: Result): unknown[] {
  const { p50, p95, p99, gapAverage, gapMax, freshSeconds, isValid } = result;
  return [
    result.pool,
    `${result.gasLimit / 1e6}M`,
    isValid ? result.load : `${result.load} (not valid: the client was late)`,
    result.offered,
    result.achieved.toFixed(0),
    result.submitted,
    result.included,
    result.lost,
    result.waiting,
    result.refused + result.unanswered,
    [p50, p95, p99].map(seconds).join(" / "),
    [gapAverage, gapMax].map(seconds).join(" / "),
    `${result.transactionsPerBlockMax} tx, ${(result.gasPerBlockMax / 1e6).toFixed(1)}M gas`,
    freshSeconds < 0 ? "never" : freshSeconds.toFixed(1),
  ];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}
