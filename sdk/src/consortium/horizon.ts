import { type Alliance, providerOf } from "./connect.ts";
import { DEFAULT_VALIDITY } from "./signatures.ts";

/**
 * Latest time at which a proposal made within a day from now can be executed, in **seconds since 1970, UTC**. A signature
 * that a proposal carries must be valid until then.
 */
export async function latestExecution({ governor, timelock }: Alliance): Promise<bigint> {
  const head = await providerOf(governor.runner).getBlock("latest");
  const [delay, period, execution, wait] = await Promise.all([
    governor.votingDelay(),
    governor.votingPeriod(),
    governor.executionPeriod(),
    timelock.getMinDelay(),
  ]);
  return BigInt(head?.timestamp ?? 0) + DEFAULT_VALIDITY + delay + period + execution + wait + execution;
}
