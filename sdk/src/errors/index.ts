export { GuildhallError } from "../common/guildhall-error.ts";
export { errorCatalogue } from "../generated/errors.ts";
export type { CataloguedError, CataloguedInput } from "./catalogue.ts";
export { explainError } from "./explain.ts";
export { explainRevert } from "./explain-revert.ts";
export type { ExplainedArgument, ExplainedError } from "./explained.ts";
