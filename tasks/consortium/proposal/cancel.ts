import { proposalStep } from "../../lib/proposal-step.ts";

export default proposalStep("cancel(uint256)", "is withdrawn");
