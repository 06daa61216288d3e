import { createHash } from 'node:crypto';

/** A secret that must not be found where it does not belong. */
export interface Canary {
  readonly name: string;
  readonly value: string | Buffer;
  /** Further texts that give it away. */
  readonly traces?: readonly string[];
}

/** A form of a canary, found somewhere. */
export interface Finding {
  readonly canary: string;
  readonly form: string;
  readonly in: string;
}

/** A marked text with characters that look different in every encoding, and allowed wherever callers can put a text. */
export function canaryText(name: string): string {
  return `canary/${name} 7f+${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** How much of a text gives it away when the rest was cut off. */
const TELLTALE_CHARACTERS = 16;

/** What a secret looks like in a sink, whatever was done to it on the way there. */
export function formsOf({ value, traces = [] }: Canary): ReadonlyMap<string, string> {
  const bytes = Buffer.from(value);
  const hash = createHash('sha256').update(bytes).digest();
  const forms: [string, string][] = [
    ['hex', bytes.toString('hex')],
    ['hex in capitals', bytes.toString('hex').toUpperCase()],
    ['SHA-256 in hex', hash.toString('hex')],
    ['SHA-256 in hex, its beginning', hash.toString('hex').slice(0, TELLTALE_CHARACTERS)],
    ['SHA-256 in base64', hash.toString('base64').replace(/=+$/, '')],
    ['SHA-256 in base64url', hash.toString('base64url')],
    ...[0, 1, 2].flatMap((offset): [string, string][] => [
      [`base64, ${offset} bytes into the text`, base64Within(bytes, offset, 'base64')],
      [`base64url, ${offset} bytes into the text`, base64Within(bytes, offset, 'base64url')],
    ]),
    ...traces.map((trace, index): [string, string] => [`trace ${index}`, trace]),
  ];
  if (typeof value === 'string') {
    forms.push(
      ['plain', value],
      ['its beginning', value.slice(0, TELLTALE_CHARACTERS)],
      ['URL-encoded', encodeURIComponent(value)],
      ['form-encoded', new URLSearchParams({ value }).toString().slice('value='.length)],
    );
  }
  return new Map(forms);
}

/** @returns which of the canaries are in the text, and how */
export function findCanaries(canaries: readonly Canary[], text: string): Finding[] {
  return canaries.flatMap((canary) => [...formsOf(canary)].flatMap(([form, written]) => {
    const at = text.indexOf(written);
    return at < 0 ? [] : [{ canary: canary.name, form, in: text.slice(Math.max(0, at - 60), at + written.length + 60) }];
  }));
}

/** The characters of base64 that depend on these bytes alone, with so many others before them and any behind. */
function base64Within(bytes: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString(encoding);
  return encoded.slice(Math.ceil(offset * 8 / 6), Math.floor((offset + bytes.length) * 8 / 6));
}
