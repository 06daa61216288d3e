import { STREAM_APIS } from '../../../bench/streams/apis';
import { MEMORY, MEMORY_QUICK, MemorySample } from '../../../bench/streams/memory-samples';
import { summarizeOpen, summarizeReading, summarizeStanding, unboundedMemory } from '../../../bench/streams/summarize-memory';

const api = (name: string) => STREAM_APIS.find((candidate) => candidate.name === name)!;
const MEBIBYTE = 1024 * 1024;

const open = (round: number, subject: 'bare' | 'gateway', work: string, heldBytesPerStream: number): MemorySample =>
  ({ kind: 'open', round, subject, work, streams: 50, heldBytesPerStream, residentBytesPerStream: 2 * heldBytesPerStream });
const standing = (round: number, work: string, chunks: number, heldBytesPerStream: number, shareSent = 1): MemorySample =>
  ({ kind: 'standing', round, subject: 'gateway', work, chunks, heldBytesPerStream, shareSent });
const read = (round: number, chunks: number, peakBytes: number): MemorySample => ({ kind: 'reading', round, subject: 'gateway', work: 'chat', chunks, peakBytes });

describe.each([['all', MEMORY], ['a quick run', MEMORY_QUICK]])('the memory that is measured in %s', (_, { apis, reading }) => {
  test('is that of APIs with those that they are compared with, some of them translated', () => {
    expect(apis).toEqual(expect.arrayContaining(apis.map((name) => api(name).comparedWith)));
    expect(new Set(apis.map((name) => api(name).translated))).toEqual(new Set([true, false]));
  });

  test('is compared over as many chunks, whatever the length of the streams', () => {
    for (const chunks of reading) expect(Math.max(...reading) % chunks).toBe(0);
  });
});

describe('the memory of open streams', () => {
  const samples = [open(1, 'bare', 'converse', 10), open(2, 'bare', 'converse', 20), open(1, 'gateway', 'chat', 50), open(2, 'gateway', 'chat', 60)];

  test('is compared with that of bare on the same operation in the same round', () => {
    expect(summarizeOpen(samples, 'gateway', api('chat'), 50)).toEqual({
      heldBytes: { median: 55, min: 50, max: 60 }, heldRatio: { median: 4, min: 3, max: 5 }, residentBytes: { median: 110, min: 100, max: 120 },
    });
  });

  test('cannot be compared without bare', () => {
    expect(() => summarizeOpen(samples.slice(1), 'gateway', api('chat'), 50)).toThrow('round 1 has no sample of bare with converse to compare gateway with');
  });

  test('is not mixed with that of another number of streams', () => {
    expect(() => summarizeOpen(samples, 'gateway', api('chat'), 200)).toThrow(RangeError);
  });
});

describe('the memory of streams that nobody reads', () => {
  test('is the median over the rounds, for each length by itself', () => {
    const samples = [standing(1, 'chat', 10, 100), standing(2, 'chat', 10, 300), standing(1, 'chat', 1_000, 900, 0.5), standing(1, 'converse', 10, 7)];
    expect(summarizeStanding(samples, 'gateway', api('chat'), 10)).toEqual({ heldBytes: 200, shareSent: 1 });
    expect(summarizeStanding(samples, 'gateway', api('chat'), 1_000)).toEqual({ heldBytes: 900, shareSent: 0.5 });
  });

  test('is wrong when it is more than buffers hold', () => {
    const samples = [standing(1, 'chat', 10, MEBIBYTE), standing(1, 'chat', 10_000, 3 * MEBIBYTE)];
    expect(unboundedMemory(samples.slice(0, 1), STREAM_APIS)).toBeUndefined();
    expect(unboundedMemory(samples, STREAM_APIS)).toBe('gateway, chat: a stream of 10000 chunks whose reader stands still holds 3145728 bytes, more than 2097152: '
      + 'it is not held up where it comes from');
  });

  test('may be more where the API says the text again at the end, and nowhere else', () => {
    const wrong = STREAM_APIS.filter(({ name }) => unboundedMemory([standing(1, name, 10_000, 40 * MEBIBYTE)], STREAM_APIS) === undefined);
    expect(wrong.map(({ name }) => name)).toEqual(['responses']);
  });
});

describe('the peak of streams that are read', () => {
  test('is compared with that of shorter streams in the same round', () => {
    const samples = [read(1, 100, 100), read(1, 10_000, 110), read(2, 100, 200), read(2, 10_000, 180)];
    expect(summarizeReading(samples, 'gateway', api('chat'), 10_000, 100)).toEqual({ peakBytes: 145, growth: { median: 1, min: 0.9, max: 1.1 } });
  });
});
