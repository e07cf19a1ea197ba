/** Reasons for which a payment is refused: those of ISO 20022's ExternalStatusReason1Code that are used here. */
export const REASONS = {
  AC01: "account number is incorrect",
  AC02: "debtor's account is unknown or incorrect",
  AC03: "creditor's account is unknown or incorrect",
  AG01: "transaction of a kind that is not served",
  AGNT: "agent is not identified",
  AM01: "amount is zero",
  AM03: "currency is not served",
  AM05: "payment is known already",
  AM09: "amount is not the one agreed or due",
  AM10: "control sum does not match",
  AM11: "currency is unknown",
  AM12: "amount is missing or invalid",
  AM18: "number of transactions does not match",
  BE09: "country is unknown",
  CH16: "content is formally incorrect",
  CH20: "more decimals than the currency has",
  CH21: "compulsory element is missing",
  DT01: "date is invalid",
  DU01: "message is known already",
  FF01: "file format is invalid",
  RC01: "bank identifier is incorrect",
} as const;

/** Code of a reason. */
export type Reason = keyof typeof REASONS;
