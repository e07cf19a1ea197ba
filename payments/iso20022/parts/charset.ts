import { GuildhallError } from "@guildhall/sdk/errors";

/** A text with characters that banks' systems do not carry and that no rule turns into such. */
export class NotTransliterable extends GuildhallError {
  override readonly name = "NotTransliterable";
  constructor(text: string, characters: readonly string[]) {
    super(
      `"${text}" has characters that cannot be written in Latin letters by rule: ${characters.join(" ")}.`,
      "Give the name in Latin letters as its bearer spells it; a name is never left out or guessed.",
      { text, characters },
    );
  }
}

/** What every bank's system carries (the SWIFT character set x, and & _ @ # ! as CBPR+ adds them in names). */
const CARRIED = /^[A-Za-z0-9/\-?:().,'+ &_@#!]$/;

const LETTERS: Readonly<Record<string, string>> = {
  ...{
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "o",
    ł: "l",
    đ: "d",
    ð: "d",
    þ: "th",
    ı: "i",
    "’": "'",
    "–": "-",
    "—": "-",
  },
  ...{
    а: "a",
    б: "b",
    в: "v",
    г: "g",
    ґ: "g",
    д: "d",
    е: "e",
    ё: "e",
    є: "ie",
    ж: "zh",
    з: "z",
    и: "i",
    і: "i",
  },
  ...{
    ї: "i",
    й: "i",
    к: "k",
    л: "l",
    м: "m",
    н: "n",
    о: "o",
    п: "p",
    р: "r",
    с: "s",
    т: "t",
    у: "u",
    ў: "u",
  },
  ...{
    ф: "f",
    х: "kh",
    ц: "ts",
    ч: "ch",
    ш: "sh",
    щ: "shch",
    ъ: "ie",
    ы: "y",
    ь: "",
    э: "e",
    ю: "iu",
    я: "ia",
  },
  ...{ ђ: "dj", ј: "j", љ: "lj", њ: "nj", ћ: "c", џ: "dz", ѓ: "g", ќ: "k", ѕ: "dz" },
};

/**
 * Writes a text in the letters that banks' systems carry: marks are dropped (é, ü, ñ), Latin letters with a spelling of
 * their own and Cyrillic go by rule (ICAO 9303, as passports do).
 *
 * @throws NotTransliterable when a character has no rule, or nothing would be left.
 * @example transliterate("Владивосток Ø") // "Vladivostok O"
 */
export function transliterate(text: string): string {
  const strange: string[] = [];
  const written = [...text.normalize("NFC")].map((character) => {
    if (CARRIED.test(character)) return character;
    if (/\s/.test(character)) return " ";
    const spelled = LETTERS[character.toLowerCase()];
    if (spelled !== undefined) return sameCase(spelled, character);
    const bare = character.normalize("NFKD").replace(/\p{M}/gu, "");
    if (bare !== "" && [...bare].every((each) => CARRIED.test(each))) return bare;
    strange.push(character);
    return "";
  });
  const result = written.join("").trim();
  if (strange.length > 0 || result === "") throw new NotTransliterable(text, [...new Set(strange)]);
  return result;
}

function sameCase(spelled: string, character: string): string {
  if (character === character.toLowerCase()) return spelled;
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}
