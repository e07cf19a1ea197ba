import { validatorExit } from "../../lib/validator-exit.ts";

export default validatorExit("retireValidator", "leaves the validators");
