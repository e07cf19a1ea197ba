import { proposalStep } from "../../lib/proposal-step.ts";

export default proposalStep("execute(uint256)", "is executed");
