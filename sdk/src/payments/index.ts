export * from "./authorizations.ts";
export * from "./movements.ts";
export * from "./netting-queue.ts";
export * from "./netting-statement.ts";
export * from "./netting.ts";
export * from "./quotes.ts";
export * from "./reference.ts";
export * from "./token.ts";
