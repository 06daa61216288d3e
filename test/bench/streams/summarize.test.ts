import { Sample } from '../../../bench/method/sample';
import { summarizeStreams } from '../../../bench/streams/summarize';
import { streamWorks } from '../../../bench/streams/works';

const LOAD = { connections: 1, chunks: 100 };
const WORKS = streamWorks([LOAD]);
const [CONVERSE] = WORKS;
const CHAT = WORKS.find(({ api }) => api.name === 'chat')!;

function sample(values: Partial<Sample>): Sample {
  return {
    round: 1,
    subject: 'bare',
    work: CONVERSE!.name,
    requests: 10,
    elapsedMs: 500,
    latencyP50Ms: 2,
    latencyP90Ms: 8,
    latencyP99Ms: 9,
    refused: 0,
    firstByteP50Ms: 1,
    otherLoad: 0,
    tableWrites: 0,
    cpuMs: 10,
    firstTokenP50Ms: 1,
    firstTokenP99Ms: 2,
    ...values,
  };
}

/** Two rounds; the machine is three times as slow in the second one. */
const SAMPLES = [1, 3].flatMap((slowness, index) => {
  const round = index + 1;
  return [
    sample({ round, subject: 'direct', cpuMs: undefined, firstTokenP50Ms: slowness, firstTokenP99Ms: 2 * slowness }),
    sample({ round, cpuMs: 10 * slowness, firstTokenP50Ms: 2 * slowness, firstTokenP99Ms: 6 * slowness }),
    sample({ round, subject: 'gateway', cpuMs: 25 * slowness, firstTokenP50Ms: 5 * slowness, firstTokenP99Ms: 10 * slowness }),
    sample({ round, subject: 'gateway', work: CHAT.name, cpuMs: 40 * slowness, firstTokenP50Ms: 6 * slowness, firstTokenP99Ms: 12 * slowness }),
  ];
});

describe('the summary of streams', () => {
  test('says CPU time for 1,000 chunks, and compares it inside each round', () => {
    expect(summarizeStreams(SAMPLES, 'gateway', CONVERSE!)).toMatchObject({ streams: 20, cpuMsPer1000: 50, cpuRatio: { median: 2.5, min: 2.5, max: 2.5 } });
  });

  test('takes what direct saw in the same round from the time to the first token', () => {
    expect(summarizeStreams(SAMPLES, 'gateway', CONVERSE!).added).toEqual({
      p50Ms: { median: 8, min: 4, max: 12 },
      p99Ms: { median: 16, min: 8, max: 24 },
      p50Ratio: { median: 4, min: 4, max: 4 },
      p99Ratio: { median: 2, min: 2, max: 2 },
    });
  });

  test('compares translated streams with those that they are translated from', () => {
    expect(summarizeStreams(SAMPLES, 'gateway', CHAT)).toMatchObject({ cpuRatio: { median: 4 }, added: { p50Ratio: { median: 5 } } });
  });

  test('has no ratio where bare adds nothing that could be told from chance in one of the rounds', () => {
    const samples = SAMPLES.map((entry) => entry.subject === 'bare' && entry.round === 2 ? { ...entry, firstTokenP50Ms: 3.04 } : entry);
    const { added } = summarizeStreams(samples, 'gateway', CONVERSE!);
    expect(added?.p50Ratio).toBeUndefined();
    expect(added?.p99Ratio).toEqual({ median: 2, min: 2, max: 2 });
  });

  test('of direct has nothing added and no CPU time', () => {
    expect(summarizeStreams(SAMPLES, 'direct', CONVERSE!)).toEqual({ subject: 'direct', streams: 20, firstTokenP50Ms: 2, firstTokenP99Ms: 4 });
  });

  test.each(['bare', 'direct'])('cannot be made when a round lacks %s', (missing) => {
    const samples = SAMPLES.filter(({ subject, round }) => subject !== missing || round === 1);
    expect(() => summarizeStreams(samples, 'gateway', CHAT)).toThrow(`round 2 has no sample of ${missing} with ${CONVERSE!.name} to compare gateway with`);
  });

  test.each([['CPU time', { cpuMs: undefined }], ['first token', { firstTokenP99Ms: undefined }]])('cannot be made of samples without %s', (what, without) => {
    const samples = SAMPLES.map((entry) => entry.subject === 'gateway' ? { ...entry, ...without } : entry);
    expect(() => summarizeStreams(samples, 'gateway', CONVERSE!)).toThrow(`a sample of gateway has no ${what}`);
  });
});
