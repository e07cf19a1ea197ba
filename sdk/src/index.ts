export { addresses, type NetworkAddresses } from "./addresses.ts";
export { formatInstant, parseUntil } from "./common/dates.ts";
export * from "./consortium/index.ts";
export * from "./errors/index.ts";
export * from "./generated/contracts/index.ts";
export * from "./head.ts";
export * from "./node-health.ts";
export * from "./provider.ts";
export * from "./sender/index.ts";
