import { memberPath, wrongField } from './fields';
import { endOfString } from './json';

/** What every text with such a number has, and few others: nearly all are looked through at the speed of a search. */
const SUSPICIOUS = /\d{16}|[eE]\+?\d{3}/;

const PART_OF_NUMBER = /[\d.eE+-]/;

const LONGEST_NUMBER = 60;
const LONGEST_PATH = 300;

/** An array or an object that is being read. */
interface Level {
  readonly isArray: boolean;
  /** The index of the present element, or where the last string of an object begins: before a number, that is its name. */
  at: number;
}

/**
 * Refuses a number that would be another one after it is parsed and written again, as 12345678901234567890 would end in
 * zeros, and 1e400 would be null. Fractions are left alone: every reader of JSON rounds them.
 * @param json valid JSON
 * @param field what it stands in; empty for a whole body
 * @throws GatewayError
 */
export function requireExactNumbers(json: string, field: string): void {
  if (!SUSPICIOUS.test(json)) return;
  const levels: Level[] = [];
  for (let position = 0; position < json.length; position++) {
    const character = json[position]!;
    const level = levels.at(-1);
    if (character === '"') {
      if (level && !level.isArray) level.at = position;
      position = endOfString(json, position);
    } else if (character === '[' || character === '{') {
      levels.push({ isArray: character === '[', at: 0 });
    } else if (character === ']' || character === '}') {
      levels.pop();
    } else if (character === ',') {
      if (level?.isArray) level.at++;
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      const end = endOfNumber(json, position);
      const written = json.slice(position, end);
      if (isAltered(written)) {
        throw wrongField(shortened(pathOf(levels, json, field), LONGEST_PATH), 'a number that a 64-bit float holds exactly, or a string',
          shortened(written, LONGEST_NUMBER));
      }
      position = end - 1;
    }
  }
}

function isAltered(written: string): boolean {
  const number = Number(written);
  if (!Number.isFinite(number)) return true;
  return /^-?\d+$/.test(written) && String(number) !== written && written !== '-0';
}

function endOfNumber(json: string, start: number): number {
  let end = start + 1;
  while (end < json.length && PART_OF_NUMBER.test(json[end]!)) end++;
  return end;
}

function pathOf(levels: readonly Level[], json: string, field: string): string {
  return levels.reduce((path, { isArray, at }) => {
    if (isArray) return `${path}[${at}]`;
    return memberPath(path, JSON.parse(json.slice(at, endOfString(json, at) + 1)) as string);
  }, field);
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
