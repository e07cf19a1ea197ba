export * from "./escrow.ts";
export * from "./escrow-payments.ts";
export * from "./escrow-terms.ts";
export * from "./reference.ts";
