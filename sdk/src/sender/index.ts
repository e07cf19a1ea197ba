export { send, type SendOptions, type Sent, TRANSACTION_GAS_CAP } from "./sender.ts";
export * from "./sender-errors.ts";
