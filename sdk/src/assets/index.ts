export * from "./claim-events.ts";
export * from "./classes.ts";
export * from "./connect.ts";
export * from "./documents.ts";
export * from "./due-dates.ts";
export * from "./lineage.ts";
export * from "./receivable-terms.ts";
export * from "./receivables.ts";
