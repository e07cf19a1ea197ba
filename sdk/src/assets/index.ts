export * from "./bill-lineage.ts";
export * from "./bill-records.ts";
export * from "./bill-signatures.ts";
export * from "./bills.ts";
export * from "./document-number.ts";
export * from "./local-days.ts";
export * from "./titles.ts";
