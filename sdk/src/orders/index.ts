export * from "./connect.ts";
export * from "./decimal.ts";
export * from "./invoice-number.ts";
export * from "./order-file.ts";
export * from "./orders.ts";
export * from "./plan.ts";
export * from "./signatures.ts";
