import { Sample } from '../../../bench/method/sample';
import { processTotals, summarize } from '../../../bench/method/summarize';
import { Work, WORKS } from '../../../bench/workload/works';

const MEBIBYTE = 1024 * 1024;

function sample(values: Partial<Sample>): Sample {
  return {
    round: 1,
    subject: 'bare',
    work: 'converse-10',
    requests: 1_000,
    elapsedMs: 500,
    cpuMs: 100,
    peakMemoryBytes: 50 * MEBIBYTE,
    latencyP50Ms: 2,
    latencyP90Ms: 5,
    latencyP99Ms: 9,
    refused: 0,
    firstByteP50Ms: 1,
    otherLoad: 0,
    tableWrites: 0,
    ...values,
  };
}

function work(name: Work['name']): Work {
  return WORKS.find((candidate) => candidate.name === name)!;
}

const NO_PROCESS = { subject: 'direct', cpuMs: undefined, peakMemoryBytes: undefined } as const;

/** Two rounds; the machine is three times as slow in the second one. */
const SAMPLES: readonly Sample[] = [1, 3].flatMap((slowness, index) => {
  const round = index + 1;
  return [
    sample({ round, ...NO_PROCESS, latencyP50Ms: slowness, latencyP90Ms: 2 * slowness, latencyP99Ms: 4 * slowness, firstByteP50Ms: slowness }),
    sample({ round, cpuMs: 100 * slowness, latencyP50Ms: 2 * slowness, latencyP99Ms: 9 * slowness, elapsedMs: 500 * slowness }),
    sample({ round, subject: 'gateway', cpuMs: 250 * slowness, latencyP50Ms: 6 * slowness, latencyP90Ms: 12 * slowness, latencyP99Ms: 20 * slowness, firstByteP50Ms: 5 * slowness }),
    sample({ round, subject: 'gateway', work: 'chat-completions-10', cpuMs: 256 * slowness, latencyP50Ms: 7 * slowness, requests: 512 }),
  ];
});

describe('the summary of a subject', () => {
  test('compares inside each round, so that a slow round does not change a ratio', () => {
    expect(summarize(SAMPLES, 'gateway', work('converse-10')).cpuRatio).toEqual({ median: 2.5, min: 2.5, max: 2.5 });
  });

  test('says CPU seconds for 1,000 requests', () => {
    expect(summarize(SAMPLES, 'gateway', work('converse-10')).cpuSecondsPer1000).toBe(0.5);
  });

  test('takes what direct saw in the same round from every latency', () => {
    expect(summarize(SAMPLES, 'gateway', work('converse-10')).added).toEqual({
      p50Ms: { median: 10, min: 5, max: 15 },
      p90Ms: { median: 20, min: 10, max: 30 },
      p99Ms: { median: 32, min: 16, max: 48 },
      firstByteMs: { median: 8, min: 4, max: 12 },
    });
  });

  test('compares a translated work with what it is translated to', () => {
    const { cpuRatio, added } = summarize(SAMPLES, 'gateway', work('chat-completions-10'));
    expect(cpuRatio).toEqual({ median: 5, min: 5, max: 5 });
    expect(added?.p50Ms).toEqual({ median: 12, min: 6, max: 18 });
  });

  test('of bare has the ratio 1', () => {
    expect(summarize(SAMPLES, 'bare', work('converse-10')).cpuRatio).toEqual({ median: 1, min: 1, max: 1 });
  });

  test('of direct has no CPU time and nothing added', () => {
    const summary = summarize(SAMPLES, 'direct', work('converse-10'));
    expect(summary).toMatchObject({ latencyP50Ms: 2, latencyP99Ms: 8 });
    expect(summary).not.toHaveProperty('cpuRatio');
    expect(summary).not.toHaveProperty('cpuSecondsPer1000');
    expect(summary).not.toHaveProperty('added');
  });

  test('says how often the failing target was asked for one request', () => {
    const samples = SAMPLES.map((entry) => ({ ...entry, refused: 2 * entry.requests }));
    expect(summarize(samples, 'gateway', work('converse-10')).refusedPerRequest).toBe(2);
  });

  test('says the most memory that the process held during the work', () => {
    const samples = SAMPLES.map((entry, index) => ({ ...entry, peakMemoryBytes: entry.peakMemoryBytes && index * MEBIBYTE }));
    expect(summarize(samples, 'gateway', work('converse-10')).peakMemoryBytes).toBe(6 * MEBIBYTE);
  });

  test('says when the first token was there, of streams alone', () => {
    const streams = SAMPLES.slice(0, 3).map((entry, index) => ({ ...entry, work: 'converse-stream-20x20', firstTokenP50Ms: 1 + 2 * index }));
    expect(summarize(streams, 'gateway', work('converse-stream-20x20')).added?.firstTokenMs).toEqual({ median: 4, min: 4, max: 4 });
    expect(summarize(SAMPLES, 'gateway', work('converse-10')).added).not.toHaveProperty('firstTokenMs');
  });

  test('counts requests over all rounds and takes the median rate', () => {
    expect(summarize(SAMPLES, 'bare', work('converse-10'))).toMatchObject({ requests: 2_000, requestsPerSecond: (2_000 + 2_000 / 3) / 2 });
  });

  test.each(['bare', 'direct'])('cannot be made when a round lacks %s', (missing) => {
    const samples = SAMPLES.filter(({ subject, round }) => subject !== missing || round === 1);
    expect(() => summarize(samples, 'gateway', work('converse-10'))).toThrow(`round 2 has no sample of ${missing} with converse-10 to compare gateway with`);
  });

  test('cannot be made of samples without CPU time', () => {
    const samples = SAMPLES.map((entry) => entry.subject === 'gateway' ? { ...entry, cpuMs: undefined } : entry);
    expect(() => summarize(samples, 'gateway', work('converse-10'))).toThrow('a sample of gateway has no CPU time');
  });

  test('cannot be made of nothing', () => {
    expect(() => summarize(SAMPLES, 'bare+SigV4', work('converse-10'))).toThrow('at least one value is needed');
  });
});

describe('the totals of the processes', () => {
  const totals = processTotals([
    sample({ subject: 'gateway', peakMemoryBytes: 90 * MEBIBYTE, tableWrites: 2_000 }),
    sample({ subject: 'gateway', peakMemoryBytes: 80 * MEBIBYTE, tableWrites: 0 }),
    sample({}),
    sample(NO_PROCESS),
  ]);

  test('hold the highest peak and the writes over all requests', () => {
    expect(totals.get('gateway')).toEqual({ peakMemoryBytes: 90 * MEBIBYTE, tableWritesPerRequest: 1 });
  });

  test('leave out what is no process, and begin with the smallest', () => {
    expect([...totals.keys()]).toEqual(['bare', 'gateway']);
  });
});
