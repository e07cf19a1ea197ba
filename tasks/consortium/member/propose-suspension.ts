import { suspensionProposal } from "@guildhall/sdk/consortium";
import { groundedProposal } from "../../lib/grounded-proposal.ts";

export default groundedProposal(suspensionProposal);
