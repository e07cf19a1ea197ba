export { addresses, type NetworkAddresses } from "./addresses.ts";
export * from "./consortium/index.ts";
export * from "./errors/index.ts";
export * from "./generated/contracts/index.ts";
