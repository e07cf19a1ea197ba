import { isCountry } from "./countries.ts";

/** ISO 9362: prefix of the party, country, suffix, and three characters for a branch. */
const BIC = /^[A-Z0-9]{4}([A-Z]{2})[A-Z0-9]{2}([A-Z0-9]{3})?$/;

const HEAD_OFFICE = "XXX";

/**
 * Reads a business identifier code (ISO 9362), in any case.
 *
 * @returns In capitals, as long as it was given.
 * @throws Error saying what is wrong with it.
 */
export function parseBic(text: string): string {
  const bic = text.toUpperCase();
  const country = BIC.exec(bic)?.[1];
  if (country === undefined) throw new Error("is no BIC of 8 or 11 letters and digits");
  if (!isCountry(country)) throw new Error(`is no BIC: ${country} is no country`);
  return bic;
}

/** The form in which two BICs of one office are equal: eight characters mean the head office. */
export function bicKey(bic: string): string {
  return bic.length === 8 ? bic + HEAD_OFFICE : bic;
}
