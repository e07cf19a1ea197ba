export { type SendOptions, type Sent, send, TRANSACTION_GAS_CAP } from "./sender.ts";
export * from "./sender-errors.ts";
