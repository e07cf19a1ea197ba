/** How a receivable stands, in the order of `IReceivables.Status`, which says what each means. */
export const RECEIVABLE_STATUSES = [
  "none",
  "registered",
  "rejected",
  "withdrawn",
  "accepted",
  "overdue",
  "defaulted",
  "paid",
  "credited",
] as const;
export type ReceivableStatus = (typeof RECEIVABLE_STATUSES)[number];

/** What the drawee of a bill said, in the order of `IBills.Answer`. */
export const BILL_ANSWERS = ["none", "accepted", "refused"] as const;

/** Where a title is, in the order of `ITitles.Stage`. */
export const TITLE_STAGES = ["none", "active", "surrendered", "ended"] as const;

/** Kinds of documents that become claims, by their numbers in `IClaimRegistry`. */
export const DOCUMENT_KINDS = { invoice: 1, goods: 2, bill: 3, title: 4 } as const;
export type DocumentKind = keyof typeof DOCUMENT_KINDS;
