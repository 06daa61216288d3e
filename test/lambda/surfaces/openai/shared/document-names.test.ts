import * as fc from 'fast-check';
import { DocumentNames } from '../../../../../lambda/surfaces/openai/shared/document-names';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html (name) */
const ALLOWED = /^(?!.* {2})[A-Za-z0-9()[\] -]{1,200}$/;

function namesOf(filenames: readonly string[]): string[] {
  const names = new DocumentNames();
  return filenames.map((filename) => names.next(filename));
}

const FILENAME = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('a.pdf', 'A.pdf', 'a (2).pdf', 'a (2) (2).pdf', 'a (3)', 'document', '', '.', 'a..pdf', 'x'.repeat(250)),
);

test('any files get names that Bedrock takes, no two alike whatever their case', () => {
  fc.assert(fc.property(fc.array(FILENAME, { maxLength: 20 }), (filenames) => {
    const names = namesOf(filenames);
    for (const name of names) expect(name).toMatch(ALLOWED);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  }));
});

test('a conversation that goes on keeps the names that it had, so that what is cached of it stays the same', () => {
  fc.assert(fc.property(fc.array(FILENAME), FILENAME, (filenames, next) => {
    expect(namesOf([...filenames, next]).slice(0, filenames.length)).toEqual(namesOf(filenames));
  }));
});

test('a hundred thousand files of one name are not too many', () => {
  expect(namesOf(Array.from({ length: 100_000 }, () => 'a.pdf')).at(-1)).toBe('a (100000)');
});
