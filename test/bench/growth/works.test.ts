import { DIRECTIONS } from '../../../bench/growth/directions';
import { workOf } from '../../../bench/growth/works';

const PROMPTS = DIRECTIONS.find(({ name }) => name === 'prompt')!;
const KINDS = PROMPTS.series.map(({ name }) => name);

interface Message {
  readonly role: string;
  readonly content: unknown;
}

describe('what is sent', () => {
  test.each(DIRECTIONS.map((direction) => [direction.name, direction] as const))('is known for every size and series of %s', (_, { name, sizes, quickSizes, series }) => {
    for (const size of [...sizes, ...quickSizes].filter((each) => name !== 'prompt' || each < 1_000_000)) {
      for (const one of series) expect(JSON.parse(workOf(name, one.name, size).body.toString())).toHaveProperty('messages');
    }
  });

  test.each(KINDS.flatMap((kind) => [1_000, 4_000, 256_000].map((bytes) => [kind, bytes] as const)))('a prompt of the kind %s has %d bytes, to a few', (kind, bytes) => {
    const { length } = workOf('prompt', kind, bytes).body;
    expect(length).toBeLessThanOrEqual(bytes);
    expect(length).toBeGreaterThan(bytes - 4);
  });

  test.each(['converse', 'chat'])('a long prompt of the kind %s is a conversation in turns, with the user\'s first and last', (kind) => {
    const { messages } = JSON.parse(workOf('prompt', kind, 64_000).body.toString()) as { readonly messages: readonly Message[] };
    expect(messages.length).toBeGreaterThan(50);
    expect(messages.every(({ role }, index) => role === (index % 2 === 0 ? 'user' : 'assistant'))).toBe(true);
    expect(messages.length % 2).toBe(1);
  });

  test('streams at once are as many as there are connections', () => {
    expect(workOf('streams', 'converse', 200).connections).toBe(200);
  });

  test('says what it does not know', () => {
    expect(() => workOf('prompt', 'poem', 1_000)).toThrow(new Error('nothing is sent for the series poem of prompts'));
    expect(() => workOf('chunks', 'poem', 10)).toThrow(new Error('there is no API called poem'));
  });
});
