// Numbers as they were written: JSON.parse makes doubles of all, which hold no whole numbers beyond 2^53 and no decimals.

const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON; a number that a double would change is its text. */
export function parse(json) {
  return JSON.parse(json.replace(TEXT_OR_NUMBER, (token) => (isKept(token) ? token : `"${token}"`)));
}

const isKept = (token) => token.startsWith('"') || String(Number(token)) === token;

/** A value of an answer for people. */
export function text(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Null in a field for a group's text, which a text of that sign has twice. */
const NULL_SIGN = '␀';

export const shown = (value) =>
  value === null || value === undefined ? NULL_SIGN : `${String(value).startsWith(NULL_SIGN) ? NULL_SIGN : ''}${value}`;

/** What the API takes for what is shown: one U+0000 is null, and a text of nothing else has one more of them. */
export function asked(input) {
  if (input === NULL_SIGN) {
    return '\0';
  }
  const value = input.startsWith(NULL_SIGN + NULL_SIGN) ? input.slice(NULL_SIGN.length) : input;
  return /^\0+$/.test(value) ? `\0${value}` : value;
}

/** The point of time of a text of Java's, whose years beyond four digits have fewer than JavaScript wants. */
export function seconds(instant) {
  const [, sign, year, rest] = /^([+-]?)(\d+)(-.*)$/.exec(instant);
  const known = sign || year.length > 4 ? `${sign || '+'}${year.padStart(6, '0')}${rest}` : instant;
  return Date.parse(known) / 1000;
}
