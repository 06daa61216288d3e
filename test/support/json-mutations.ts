import * as fc from 'fast-check';

/** Values that few fields want, as JSON. */
const ODD_JSON: readonly string[] = [
  'null', 'true', 'false', '0', '-1', '-0', '0.5', '1e400', '-1e400', '12345678901234567890', '1e-400', '9007199254740993', '""', '" "', '"\\u0000"', '"\\ud800"',
  '"\\udc00\\ud800"', '"\\u2028"', '"constructor"', '"__proto__"', '[]', '{}', '[null]', '[[]]', '[{}]', '{"":null}', '{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1}', '{"type":"text"}', '{"type":"__proto__"}', '{"type":"image","source":{"type":"url","url":"http://169.254.169.254"}}', '"user"', '"assistant"', '"auto"',
  '[1,"a",null,{}]', '{"length":1e9}', `${'['.repeat(300)}${']'.repeat(300)}`, `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`, JSON.stringify('x'.repeat(5_000)),
];

const ODD_NAMES: readonly string[] = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', 'type', 'text', 'content', 'n', 'max_tokens', 'maxTokens', '\ud83d', 'é', 'a'.repeat(300)];

/** A change of a text of JSON, told by three numbers, so that it can be drawn and shrunk. */
interface Change {
  readonly kind: keyof typeof CHANGES;
  readonly place: number;
  readonly what: number;
}

const odd = (what: number) => ODD_JSON[what % ODD_JSON.length]!;

/** The first place at or after a share of the text where something stands. */
function placeOf(json: string, pattern: RegExp, place: number): RegExpMatchArray | undefined {
  const all = [...json.matchAll(pattern)];
  return all[place % Math.max(1, all.length)];
}

const STRING = '"(?:[^"\\\\]|\\\\.)*"';
const MEMBER = new RegExp(`(${STRING})(\\s*:\\s*)(${STRING}|-?\\d[\\d.eE+-]*|true|false|null|\\[\\]|\\{\\})`, 'g');

function replacedAt(json: string, { index = 0, 0: old }: RegExpMatchArray, text: string): string {
  return json.slice(0, index) + text + json.slice(index + old.length);
}

const CHANGES = {
  /** Another value of a member. */
  value(json: string, place: number, what: number) {
    const found = placeOf(json, MEMBER, place);
    return found ? replacedAt(json, found, `${found[1]}:${odd(what)}`) : json;
  },
  /** The same member twice. */
  duplicate(json: string, place: number, what: number) {
    const found = placeOf(json, MEMBER, place);
    if (!found) return json;
    const other = `${found[1]}:${odd(what)}`;
    return replacedAt(json, found, what % 2 === 0 ? `${other},${found[0]}` : `${found[0]},${other}`);
  },
  /** A whole member away. */
  without(json: string, place: number) {
    const found = placeOf(json, MEMBER, place);
    return found ? replacedAt(json, found, '"x":null') : json;
  },
  /** A member more, wherever there is an object. */
  member(json: string, place: number, what: number) {
    const found = placeOf(json, /\{(?=")/g, place);
    return found ? replacedAt(json, found, `{${JSON.stringify(ODD_NAMES[what % ODD_NAMES.length])}:${odd(Math.floor(what / 7))},`) : json;
  },
  /** An element more, wherever there is an array. */
  element(json: string, place: number, what: number) {
    const found = placeOf(json, /\[(?=[{"\d])/g, place);
    return found ? replacedAt(json, found, `[${odd(what)},`) : json;
  },
  /** An object where a list is, and the other way round. */
  wrapped(json: string, place: number, what: number) {
    const found = placeOf(json, MEMBER, place);
    return found ? replacedAt(json, found, `${found[1]}:${what % 2 === 0 ? `[${found[3]}]` : `{"a":${found[3]}}`}`) : json;
  },
  /** The end is missing. */
  truncated: (json: string, place: number) => json.slice(0, place % (json.length + 1)),
  /** One character another. */
  typo(json: string, place: number, what: number) {
    const at = place % json.length;
    return json.slice(0, at) + String.fromCharCode(what % 300) + json.slice(at + 1);
  },
} as const;

const CHANGE: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...Object.keys(CHANGES) as (keyof typeof CHANGES)[]), place: fc.nat(5_000), what: fc.nat(5_000),
});

/** The bytes of a document that has been changed in one place or a few; sometimes no UTF-8, sometimes another document. */
export function mutationsOf(document: object): fc.Arbitrary<Uint8Array> {
  const json = JSON.stringify(document);
  const changed = fc.array(CHANGE, { minLength: 1, maxLength: 3 }).map((changes) => Buffer.from(
    changes.reduce((text, { kind, place, what }) => CHANGES[kind](text, place, what), json), 'utf8',
  ));
  const brokenBytes = fc.tuple(fc.nat(json.length), fc.uint8Array({ minLength: 1, maxLength: 3 })).map(([place, bytes]) => {
    const whole = Buffer.from(json, 'utf8');
    return Buffer.concat([whole.subarray(0, place), bytes, whole.subarray(place + bytes.length)]);
  });
  const other = fc.oneof(
    fc.oneof(fc.json(), fc.constantFrom(...ODD_JSON)).map((text) => Buffer.from(text, 'utf8')), fc.uint8Array({ maxLength: 60 }),
  );
  return fc.oneof({ weight: 12, arbitrary: changed }, { weight: 2, arbitrary: brokenBytes }, { weight: 1, arbitrary: other });
}
