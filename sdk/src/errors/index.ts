export { errorCatalogue } from "../generated/errors.ts";
export type { CataloguedError, CataloguedInput } from "./catalogue.ts";
