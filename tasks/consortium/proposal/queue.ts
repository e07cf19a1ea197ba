import { proposalStep } from "../../lib/proposal-step.ts";

export default proposalStep("queue(uint256)", "is queued; its delay begins");
