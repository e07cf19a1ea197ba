export * from "./movements.ts";
export * from "./reference.ts";
