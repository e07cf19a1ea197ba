export * from "./batch.ts";
export type { Parcel } from "./parcel.ts";
export { TRANSACTION_GAS_CAP } from "./preflight.ts";
export { openSender, send } from "./send.ts";
export type { Sender, SenderOptions, SendOptions, Sent } from "./sender.ts";
export * from "./sender-errors.ts";
