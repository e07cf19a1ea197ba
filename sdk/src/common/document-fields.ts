import { getAddress, isAddress, isHexString, ZeroAddress } from "ethers";
import { parseUntil } from "./dates.ts";

/** Reads one field of a document; `field` names it in errors. */
export type Read<T = unknown> = (field: string, value: unknown) => T;

/**
 * Readers of the fields of signed documents in JSON, where amounts and numbers are texts of digits, since readers of JSON
 * round numbers.
 *
 * @param bad Makes the error for a field that is missing, unknown or wrong.
 */
export function fieldReaders(bad: (field: string, fault: string) => Error) {
  function json(written: string): unknown {
    try {
      return JSON.parse(written);
    } catch (error) {
      throw bad("(all)", `is no JSON: ${(error as Error).message}`);
    }
  }

  function fieldsOf(field: string, value: unknown, known: readonly string[]): Record<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(field, "is no object");
    const unknown = Object.keys(value).find((name) => !known.includes(name));
    if (unknown !== undefined) throw bad(unknown, "is not known");
    return value as Record<string, unknown>;
  }

  /** Every field of a record by its reader; a field without one is an error. */
  function recordOf(
    field: string,
    value: unknown,
    readers: Readonly<Record<string, Read>>,
  ): Record<string, unknown> {
    const found = fieldsOf(field, value, Object.keys(readers));
    return Object.fromEntries(
      Object.entries(readers).map(([name, read]) => [name, read(`${field}.${name}`, found[name])]),
    );
  }

  function text(field: string, value: unknown): string {
    if (value === undefined) throw bad(field, "is missing");
    if (typeof value === "string") return value;
    throw bad(field, `is not a text but ${JSON.stringify(value)}`);
  }

  function account(field: string, value: unknown): string {
    const address = text(field, value);
    if (!isAddress(address) || address === ZeroAddress) throw bad(field, `is no address: "${address}"`);
    return getAddress(address);
  }

  function integer(field: string, value: unknown): bigint {
    const digits = text(field, value);
    if (!/^(0|[1-9]\d*)$/.test(digits)) throw bad(field, `is no whole number: "${digits}"`);
    return BigInt(digits);
  }

  /** A whole number of so many bits. */
  function bits(count: number): Read<bigint> {
    return (field, value) => {
      const number = integer(field, value);
      if (number >= 2n ** BigInt(count)) throw bad(field, `is not below 2^${count}`);
      return number;
    };
  }

  function amount(field: string, value: unknown): bigint {
    const minor = integer(field, value);
    if (minor === 0n || minor >= 2n ** 96n) throw bad(field, "is not between 1 and 2^96 - 1");
    return minor;
  }

  function instant(field: string, value: unknown): number {
    const written = text(field, value);
    if (!written.includes("T")) throw bad(field, `is no instant: "${written}"`);
    try {
      return parseUntil(written);
    } catch (error) {
      throw bad(field, `${(error as Error).message}: "${written}"`);
    }
  }

  function word(field: string, value: unknown): string {
    const hex = text(field, value);
    if (!isHexString(hex, 32)) throw bad(field, `is not 32 bytes: "${hex}"`);
    return hex.toLowerCase();
  }

  function signature(field: string, value: unknown): string | undefined {
    if (value === undefined) return undefined;
    const hex = text(field, value);
    if (!isHexString(hex)) throw bad(field, "is no signature");
    return hex;
  }

  return { json, fieldsOf, recordOf, text, account, integer, bits, amount, instant, word, signature };
}
