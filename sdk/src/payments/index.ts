export * from "./netting.ts";
export * from "./netting-queue.ts";
export * from "./netting-statement.ts";
export * from "./reference.ts";
