import { deriveUetr } from "@guildhall/sdk/payments";
import type { Account, CustomerInitiation, Party } from "../../payments/iso20022/model.ts";
import { WRITTEN } from "../../payments/iso20022/write.ts";

const MESSAGE_ID = "ORION-PAYROLL-2026-11";
const EMPLOYEES = 300;

/** Accounts of data/accounts.yaml at which the employees are paid, in turn. */
const NUMBERS = [
  "GH-AURUM-2",
  "GH-JADE-2",
  "GH-DELTA-2",
  "GH-KAPPA-1",
  "GH-KAPPA-2",
  "GH-MERIDIAN-1",
  "GH-MERIDIAN-2",
  "GH-NORDGRID-1",
  "GH-NORDGRID-2",
];

const unnamed = { lei: undefined, other: undefined, address: undefined };
const bank: Party = { ...unnamed, name: undefined, bic: "AURUDEF0" };
const employer: Party = { ...unnamed, name: "Orion Motors", bic: undefined };

function account(number: string): Account {
  const other = { id: number, schemeCode: undefined, schemeName: undefined, issuer: undefined };
  return { iban: undefined, other, currency: undefined, name: undefined };
}

/** The payroll of an invented month: 300 salaries between 2,100.00 and 4,099.99 EUR. */
export function payroll(): CustomerInitiation {
  const debtorAccount: Account = { ...account(""), iban: "DE73000000000000000401", other: undefined };
  const debtor = { debtor: employer, debtorAccount, debtorAgent: bank };
  const salaries = Array.from({ length: EMPLOYEES }, (_, index) => {
    const number = String(index + 1).padStart(4, "0");
    return {
      instructionId: undefined,
      endToEndId: `SALARY-2026-11-${number}`,
      transactionId: undefined,
      uetr: deriveUetr([MESSAGE_ID, number]),
      amount: { currency: "EUR", amountMinor: 210_000n + BigInt((index * 66_413) % 200_000) },
      instructed: undefined,
      exchangeRate: undefined,
      settlementDate: undefined,
      chargeBearer: "SLEV" as const,
      charges: [],
      instructingAgent: undefined,
      instructedAgent: undefined,
      ...debtor,
      creditorAgent: undefined,
      creditor: { ...unnamed, name: `Employee ${number}`, bic: undefined },
      creditorAccount: account(NUMBERS[index % NUMBERS.length] as string),
      purpose: "SALA",
      remittance: { unstructured: ["Salary November 2026"], reference: undefined },
    };
  });
  return {
    kind: "pain.001",
    name: WRITTEN["pain.001"],
    messageId: MESSAGE_ID,
    createdAt: "2026-11-26T09:00:00Z",
    initiatingParty: employer,
    groups: [
      {
        id: `${MESSAGE_ID}-1`,
        executionDate: "2026-11-27",
        ...debtor,
        chargeBearer: "SLEV",
        transfers: salaries,
      },
    ],
  };
}
