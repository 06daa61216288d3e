import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CHAT_FIELDS } from '../../lambda/surfaces/openai/chat/chat-fields';
import { EMBEDDING_FIELDS } from '../../lambda/surfaces/openai/embeddings/embedding-fields';
import { RESPONSE_FIELDS } from '../../lambda/surfaces/openai/responses/response-fields';
import { FieldHandling, FieldHandlings } from '../../lambda/surfaces/shared/field-handling';

const PAGE = readFileSync(resolve(__dirname, '../../docs/openai.md'), 'utf8');

const WORD: { readonly [kind in FieldHandling['kind']]: string } = { translated: 'served', withoutEffect: 'no effect', refused: 'refused' };

interface Row {
  readonly field: string;
  readonly handling: string;
  readonly more: string;
}

/** The table of fields under the heading of an operation. */
function rowsOf(operation: string): Row[] {
  const [section] = (PAGE.split(`\n## \`${operation}\`\n`)[1] ?? '').split('\n## ');
  return [...(section ?? '').matchAll(/^\| `(\w+)` \| ([a-z ]+) \| (.*)\|$/gm)]
    .map(([, field = '', handling = '', more = '']) => ({ field, handling, more: more.trim() }));
}

describe.each<[string, FieldHandlings]>([
  ['POST /v1/chat/completions', CHAT_FIELDS],
  ['POST /v1/responses', RESPONSE_FIELDS],
  ['POST /v1/embeddings', EMBEDDING_FIELDS],
])('the table of %s', (operation, handlings) => {
  test('has every field once, in the order of the code, with what becomes of it', () => {
    expect(rowsOf(operation).map(({ field, handling }) => [field, handling]))
      .toEqual([...handlings].map(([field, { kind }]) => [field, WORD[kind]]));
  });

  test('says of every served field to what it leads', () => {
    expect(rowsOf(operation).filter(({ handling, more }) => handling === 'served' && more === '')).toEqual([]);
  });

  test('names the values that have no effect as the error message does', () => {
    for (const { field, more } of rowsOf(operation)) {
      const handling = handlings.get(field);
      if (handling?.kind === 'withoutEffect') expect(more.replaceAll('`', '').startsWith(handling.expected)).toBe(true);
    }
  });
});
