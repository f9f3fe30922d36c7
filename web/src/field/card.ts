/** The code on a contact card, as linli.places.rules.cards has it: what was misread is noticed without signal, too. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LONG = 7;
const FIRST_WEIGHT = 2;

/** The code in what was typed or scanned, be it bare or at the end of an address; empty where there is none. */
export function codeIn(said: string): string {
  const last = said.split(/[/?#=]/).filter((part) => part.trim()).at(-1) ?? "";
  const code = [...last.toUpperCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter)).join("");
  const places = [...code].map((letter) => LETTERS.indexOf(letter));
  if (places.length !== LONG || places.includes(-1)) return "";
  const weighed = places.slice(0, -1).reduce((sum, place, number) => sum + (number + FIRST_WEIGHT) * place, 0);
  return weighed % LETTERS.length === places.at(-1) ? code : "";
}

/** As people read it: three and four. */
export function shownCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}
