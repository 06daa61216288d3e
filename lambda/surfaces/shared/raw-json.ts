import { endOfString } from './json';

// Parts of a JSON text as they are written: parsing would round the large numbers in them. All take valid JSON.

/** The member at the end of a path of names. Of two with the same name the last counts, as for `JSON.parse`. */
export function rawMember(json: string, ...names: readonly string[]): string | undefined {
  return names.reduce<string | undefined>((raw, name) => raw === undefined ? undefined : ownMember(raw, name), json);
}

/** The elements of an array; none for anything else. */
export function rawElements(json: string): readonly string[] {
  return pieces(json, '[');
}

function ownMember(json: string, name: string): string | undefined {
  let found: string | undefined;
  for (const piece of pieces(json, '{')) {
    const endOfName = endOfString(piece, 0);
    if (JSON.parse(piece.slice(0, endOfName + 1)) === name) found = piece.slice(piece.indexOf(':', endOfName) + 1).trim();
  }
  return found;
}

/** What stands between the commas of an array or an object. */
function pieces(json: string, opening: '[' | '{'): string[] {
  if (!json.trimStart().startsWith(opening)) return [];
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let position = 0; position < json.length; position++) {
    const character = json[position];
    if (character === '"') {
      position = endOfString(json, position);
    } else if (character === '[' || character === '{') {
      if (depth++ === 0) start = position + 1;
    } else if (character === ']' || character === '}') {
      if (--depth === 0) found.push(json.slice(start, position).trim());
    } else if (character === ',' && depth === 1) {
      found.push(json.slice(start, position).trim());
      start = position + 1;
    }
  }
  // Only an empty array or object has an empty piece.
  return found.filter((piece) => piece !== '');
}
