import { validatorExit } from "../../lib/validator-exit.ts";

export default validatorExit("ejectValidator", "is ejected");
