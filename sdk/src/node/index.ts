export { readAddresses } from "./addresses.ts";
