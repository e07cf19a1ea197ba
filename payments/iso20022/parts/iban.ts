import { isCountry } from "./countries.ts";

const IBAN = /^([A-Z]{2})(\d{2})[A-Z0-9]{11,30}$/;

/**
 * Reads an account number (ISO 13616), blanks left out; its check digits must be right.
 *
 * @throws Error saying what is wrong with it.
 */
export function parseIban(text: string): string {
  const iban = text.replaceAll(" ", "").toUpperCase();
  const country = IBAN.exec(iban)?.[1];
  if (country === undefined || !isCountry(country)) throw new Error("is no IBAN");
  if (remainder(iban.slice(4) + iban.slice(0, 4)) !== 1n) {
    throw new Error("is no IBAN: its check digits are wrong, so a character is mistyped");
  }
  return iban;
}

/** The IBAN of a national account number. */
export function makeIban(country: string, account: string): string {
  const check = 98n - remainder(`${account}${country}00`);
  return country + check.toString().padStart(2, "0") + account;
}

/** Remainder by 97 with letters counted from A = 10. */
function remainder(text: string): bigint {
  return BigInt([...text].map((character) => Number.parseInt(character, 36)).join("")) % 97n;
}
