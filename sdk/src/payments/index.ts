export * from "./authorizations.ts";
export * from "./movements.ts";
export * from "./quotes.ts";
export * from "./reference.ts";
export * from "./token.ts";
