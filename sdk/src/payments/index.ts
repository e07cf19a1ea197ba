export * from "./escrow.ts";
export * from "./escrow-payments.ts";
export * from "./escrow-terms.ts";
export * from "./netting.ts";
export * from "./netting-queue.ts";
export * from "./netting-statement.ts";
export * from "./reference.ts";
