/**
 * Checks a Legal Entity Identifier (ISO 17442): 18 letters or digits and two check digits, ISO 7064 MOD
 * 97-10.
 *
 * @throws Error saying what is wrong with it.
 */
export function parseLei(text: string): void {
  if (!/^[0-9A-Z]{18}[0-9]{2}$/.test(text))
    throw new Error("holds no LEI: 18 capital letters or digits and two digits");
  const digits = Array.from(text, (character) => Number.parseInt(character, 36)).join("");
  if (BigInt(digits) % 97n !== 1n)
    throw new Error("holds an LEI whose check digits (the last two) do not fit");
}
