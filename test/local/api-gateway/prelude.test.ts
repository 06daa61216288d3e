import * as fc from 'fast-check';
import { metadata } from './support/rest-api';
import { createPreludeParser, parseStatusCode } from '../../../local/api-gateway/prelude';

describe('the metadata of a streamed response', () => {
  it('is found however the bytes are cut', () => {
    const bytes = Buffer.from(`${metadata({ statusCode: 418, headers: { a: 'ü' } })}body`);
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 })), (cuts) => {
      const parser = createPreludeParser();
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      let rest = '';
      let status: number | undefined;
      edges.slice(1).forEach((end, index) => {
        const chunk = bytes.subarray(edges[index], end);
        if (status !== undefined) {
          rest += chunk.toString();
          return;
        }
        const prelude = parser.add(chunk);
        status = prelude?.metadata.statusCode;
        rest = Buffer.from(prelude?.rest ?? []).toString();
        if (prelude) expect(prelude.metadata.headers).toEqual({ a: 'ü' });
      });
      expect([status, rest]).toEqual([418, 'body']);
    }));
  });

  it('has status 200 when it names none', () => {
    expect(createPreludeParser().add(Buffer.from(metadata({})))?.metadata.statusCode).toBe(200);
  });

  it('is incomplete with 7 NUL bytes', () => {
    expect(createPreludeParser().add(Buffer.from(metadata().slice(0, -1)))).toBeUndefined();
  });

  it.each([
    ['no JSON', `hello${'\0'.repeat(8)}`],
    ['a list', `[]${'\0'.repeat(8)}`],
    ['null', `null${'\0'.repeat(8)}`],
    ['a status that is no number', metadata({ statusCode: 'fine' })],
    ['a delimiter that never comes', 'x'.repeat(64 * 1024 + 1)],
  ])('is invalid with %s', (_title, text) => {
    expect(() => createPreludeParser().add(Buffer.from(text))).toThrow();
  });
});

it('a status code is a whole number from 100 to 599, as a number or as text', () => {
  expect([100, 599, '204'].map(parseStatusCode)).toEqual([100, 599, 204]);
  for (const bad of [99, 600, 200.5, '20x', '', null, undefined, {}]) expect(() => parseStatusCode(bad)).toThrow('statusCode must be a whole number');
});
