export * from "./authorizations.ts";
export * from "./escrow.ts";
export * from "./escrow-payments.ts";
export * from "./escrow-terms.ts";
export * from "./movements.ts";
export * from "./quotes.ts";
export * from "./reference.ts";
export * from "./token.ts";
