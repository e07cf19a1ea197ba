export * from "./connect.ts";
export * from "./names.ts";
export * from "./predeploys.ts";
export * from "./signatures.ts";
export * from "./vocabulary.ts";
