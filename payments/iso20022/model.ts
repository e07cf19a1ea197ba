import type { Money } from "../money.ts";

/** Where somebody lives, field by field or in lines. */
export interface Address {
  readonly department: string | undefined;
  readonly street: string | undefined;
  readonly building: string | undefined;
  readonly postCode: string | undefined;
  readonly town: string | undefined;
  readonly district: string | undefined;
  readonly subdivision: string | undefined;
  readonly country: string | undefined;
  readonly lines: readonly string[];
}

/** An identifier that is neither BIC nor IBAN nor LEI. */
export interface OtherId {
  readonly id: string;
  /** Code of the scheme (BBAN), or its own name, or neither. */
  readonly schemeCode: string | undefined;
  readonly schemeName: string | undefined;
  readonly issuer: string | undefined;
}

/** A party or a bank. */
export interface Party {
  readonly name: string | undefined;
  readonly bic: string | undefined;
  readonly lei: string | undefined;
  readonly other: OtherId | undefined;
  readonly address: Address | undefined;
}

/** An account. */
export interface Account {
  readonly iban: string | undefined;
  readonly other: OtherId | undefined;
  readonly currency: string | undefined;
  readonly name: string | undefined;
}

/** Money kept back, or to be paid, for the transfer itself. */
export interface Charge {
  readonly amount: Money;
  readonly agent: Party | undefined;
}

/** Who bears the charges. */
export const CHARGE_BEARERS = ["DEBT", "CRED", "SHAR", "SLEV"] as const;
export type ChargeBearer = (typeof CHARGE_BEARERS)[number];

/** What a payment is for. */
export interface Remittance {
  readonly unstructured: readonly string[];
  /** Creditor's reference, such as of an invoice. */
  readonly reference: string | undefined;
}

/** One payment of a pain.001, pacs.008 or pacs.009. */
export interface Transfer {
  readonly instructionId: string | undefined;
  /** Nothing where the sender wrote NOTPROVIDED. */
  readonly endToEndId: string | undefined;
  readonly transactionId: string | undefined;
  readonly uetr: string | undefined;
  /** What is paid: the interbank settlement amount, or in a pain.001 the instructed amount. */
  readonly amount: Money;
  /** What the payer asked for, if it was in another currency or before charges. */
  readonly instructed: Money | undefined;
  readonly exchangeRate: string | undefined;
  readonly settlementDate: string | undefined;
  readonly chargeBearer: ChargeBearer | undefined;
  readonly charges: readonly Charge[];
  readonly instructingAgent: Party | undefined;
  readonly instructedAgent: Party | undefined;
  readonly debtor: Party;
  readonly debtorAccount: Account | undefined;
  readonly debtorAgent: Party | undefined;
  readonly creditorAgent: Party | undefined;
  readonly creditor: Party;
  readonly creditorAccount: Account | undefined;
  readonly purpose: string | undefined;
  readonly remittance: Remittance | undefined;
}

/** Which message it is. */
interface Common {
  /** Such as pacs.008.001.08. */
  readonly name: string;
  readonly messageId: string;
  /** As printed; without a zone it names no instant. */
  readonly createdAt: string;
}

/** Payments of one debtor account on one day. */
export interface PaymentGroup {
  readonly id: string;
  readonly executionDate: string;
  readonly debtor: Party;
  readonly debtorAccount: Account;
  readonly debtorAgent: Party | undefined;
  readonly chargeBearer: ChargeBearer | undefined;
  readonly transfers: readonly Transfer[];
}

/** pain.001: a customer instructs its bank. */
export interface CustomerInitiation extends Common {
  readonly kind: "pain.001";
  readonly initiatingParty: Party;
  readonly groups: readonly PaymentGroup[];
}

/** pacs.008 (for customers) and pacs.009 (for themselves): a bank pays another. */
export interface BankTransfers extends Common {
  readonly kind: "pacs.008" | "pacs.009";
  readonly settlementMethod: string;
  readonly transfers: readonly Transfer[];
}

/** Why something was refused. */
export interface StatusReason {
  readonly code: string | undefined;
  readonly proprietary: string | undefined;
  readonly information: readonly string[];
}

/** What became of one payment. */
export interface TransactionStatus {
  readonly instructionId: string | undefined;
  readonly endToEndId: string | undefined;
  readonly transactionId: string | undefined;
  readonly uetr: string | undefined;
  readonly status: string | undefined;
  readonly reasons: readonly StatusReason[];
}

/** pacs.002: what became of payments. */
export interface StatusReport extends Common {
  readonly kind: "pacs.002";
  /** The bank that sends it. */
  readonly sender: Party | undefined;
  readonly originalMessageId: string | undefined;
  readonly originalMessageName: string | undefined;
  readonly groupStatus: string | undefined;
  readonly reasons: readonly StatusReason[];
  readonly transactions: readonly TransactionStatus[];
}

/** One payment that comes back. */
export interface ReturnedPayment {
  readonly returnId: string | undefined;
  readonly originalMessageId: string | undefined;
  readonly originalMessageName: string | undefined;
  readonly originalEndToEndId: string | undefined;
  readonly originalTransactionId: string | undefined;
  readonly originalUetr: string | undefined;
  /** The interbank settlement amount of the original. */
  readonly originalAmount: Money | undefined;
  /** What comes back. */
  readonly returned: Money;
  /** What was returned before charges were kept back. */
  readonly returnedBeforeCharges: Money | undefined;
  readonly settlementDate: string | undefined;
  readonly charges: readonly Charge[];
  readonly reason: StatusReason | undefined;
}

/** pacs.004: payments come back. */
export interface PaymentReturn extends Common {
  readonly kind: "pacs.004";
  /** The bank that sends it. */
  readonly sender: Party | undefined;
  readonly settlementMethod: string;
  readonly returns: readonly ReturnedPayment[];
}

/** Money on an account; below zero where it is owed. */
export interface Balance {
  /** OPBD, CLBD and so on; the name of a proprietary one. */
  readonly type: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly day: string | undefined;
}

/** One payment within an entry. */
export interface EntryDetail {
  readonly messageId: string | undefined;
  readonly instructionId: string | undefined;
  readonly endToEndId: string | undefined;
  readonly transactionId: string | undefined;
  readonly uetr: string | undefined;
  /** In the account's currency; nothing where the statement does not say. */
  readonly amount: Money | undefined;
  /** In the currency in which the payer asked for it. */
  readonly instructed: Money | undefined;
  readonly charges: readonly Charge[];
  readonly debtor: Party | undefined;
  readonly debtorAccount: Account | undefined;
  readonly creditor: Party | undefined;
  readonly creditorAccount: Account | undefined;
  readonly purpose: string | undefined;
  readonly remittance: Remittance | undefined;
}

/** One movement of an account. */
export interface Entry {
  readonly reference: string | undefined;
  readonly bankReference: string | undefined;
  readonly currency: string;
  /** Below zero for a debit. The sign is the one printed, also of a reversal. */
  readonly amountMinor: bigint;
  /** Whether it takes an earlier entry back. */
  readonly isReversal: boolean;
  /** BOOK, PDNG, INFO, FUTR. */
  readonly status: string;
  readonly bookingDay: string | undefined;
  readonly valueDay: string | undefined;
  /** Domain, family and sub-family of the bank transaction code, such as PMNT/RCDT/BOOK; or the bank's own code. */
  readonly code: string | undefined;
  readonly charges: readonly Charge[];
  readonly details: readonly EntryDetail[];
  readonly information: string | undefined;
}

/** Movements of one account in one period. */
export interface Statement {
  readonly id: string;
  readonly sequence: string | undefined;
  readonly createdAt: string | undefined;
  readonly fromDay: string | undefined;
  readonly toDay: string | undefined;
  readonly account: Account;
  readonly owner: Party | undefined;
  readonly servicer: Party | undefined;
  readonly balances: readonly Balance[];
  readonly entries: readonly Entry[];
}

/** camt.053: a bank tells what happened on accounts. */
export interface AccountStatement extends Common {
  readonly kind: "camt.053";
  readonly statements: readonly Statement[];
}

/** Any message that is read and written here. */
export type Message = CustomerInitiation | BankTransfers | StatusReport | PaymentReturn | AccountStatement;

/** Names a message of one kind. */
export type Kind = Message["kind"];

/** Who sends a message, by the surest name it gives; message ids are unique for one sender only. */
export function senderOf(message: Message): string {
  switch (message.kind) {
    case "pain.001":
      return nameOf(message.initiatingParty);
    case "pacs.008":
    case "pacs.009": {
      const [first] = message.transfers;
      return nameOf(first?.instructingAgent ?? first?.debtorAgent ?? first?.debtor);
    }
    case "camt.053": {
      const account = message.statements[0]?.account;
      return account?.iban ?? account?.other?.id ?? "";
    }
    default:
      return nameOf(message.sender);
  }
}

function nameOf(party: Party | undefined): string {
  return party?.bic ?? party?.lei ?? party?.other?.id ?? party?.name ?? "";
}

/** What stands where a payer gave no reference of its own; it tells nothing apart. */
export const NOT_PROVIDED = "NOTPROVIDED";
