export * from "./predeploys.ts";
export * from "./vocabulary.ts";
