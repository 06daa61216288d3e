import { pairingsOf } from '../../../bench/method/run';
import { Sample } from '../../../bench/method/sample';
import { startTable } from '../../../bench/report/start-table';
import { spreadText } from '../../../bench/report/tables';
import { peerTables, targetTable } from '../../../bench/report/verdict-tables';
import { StartSample } from '../../../bench/starts/samples';
import { SubjectName, SUBJECTS } from '../../../bench/subjects/subjects';
import { comparisons } from '../../../bench/verdicts/peers';
import { remarksOn } from '../../../bench/verdicts/remarks';
import { startRatio } from '../../../bench/verdicts/starts';
import { TARGETS, verdictOn } from '../../../bench/verdicts/targets';
import { WORKS } from '../../../bench/workload/works';

/** What everything takes, in times of what the direct client sees. */
const TAKES: { readonly [name in SubjectName]: number } = {
  'direct': 1, 'bare': 2, 'bare+SigV4': 3, 'front': 3, 'gateway': 5, 'gateway+admission': 7, 'Portkey': 6, 'LiteLLM': 70,
};

/** Two rounds; the machine is three times as slow in the second one. */
const SAMPLES: readonly Sample[] = [1, 3].flatMap((slowness, index) => pairingsOf(SUBJECTS, WORKS).map(({ traits: { name }, work }) => {
  const takes = TAKES[name] * slowness;
  return {
    round: index + 1,
    subject: name,
    work: work.name,
    requests: 100,
    elapsedMs: 100 * takes,
    ...(name === 'direct' ? {} : { cpuMs: 100 * takes, peakMemoryBytes: 1_000_000 * TAKES[name] }),
    latencyP50Ms: takes,
    latencyP90Ms: takes,
    latencyP99Ms: takes,
    firstByteP50Ms: takes,
    ...(work.firstToken ? { firstTokenP50Ms: takes, firstTokenP99Ms: takes } : {}),
    otherLoad: 0,
    refused: 0,
    tableWrites: 0,
  };
}));

const STARTS: readonly StartSample[] = [1, 3].flatMap((slowness, index): readonly StartSample[] => [
  { round: index + 1, subject: 'two clients', firstAnswerMs: 100 * slowness },
  { round: index + 1, subject: 'gateway+admission', firstAnswerMs: 150 * slowness, residentBytesPerStream: 10_240 * slowness },
]);

const MEASURED = { samples: SAMPLES, starts: STARTS, works: WORKS };

function measured(title: string): number | undefined {
  return TARGETS.find((target) => target.title === title)!.measured(MEASURED)?.median;
}

describe('the targets', () => {
  test('are measured by a full run, all of them', () => {
    for (const target of TARGETS) expect(target.measured(MEASURED)).toBeDefined();
  });

  test('are ratios inside a round, so that a slow round does not change them', () => {
    expect(TARGETS[0]!.measured(MEASURED)).toEqual({ median: 7 / 3, min: 7 / 3, max: 7 / 3 });
  });

  test('compare CPU time with that of others', () => {
    expect(measured('the same × Portkey')).toBeCloseTo(7 / 6);
    expect(measured('the same without admission × bare+SigV4')).toBeCloseTo(5 / 3);
    expect(measured('CPU per streamed token, 100 tokens, 1 connection, × bare')).toBeCloseTo(7 / 2);
  });

  test('compare what is added to direct', () => {
    expect(measured('first token added, 20 tokens, 1 connection, × bare+SigV4')).toBe(6 / 2);
    expect(measured('p99 added at 200 requests a second × bare+SigV4')).toBe(6 / 2);
  });

  test('compare memory, and starts', () => {
    expect(measured('peak memory, Converse, 50 connections, × bare')).toBe(3.5);
    expect(measured('start to first good answer × a handler that only constructs the two SDK clients')).toBe(1.5);
  });

  test('are met up to the limit, by the median', () => {
    expect(verdictOn({ atMost: 2 }, { median: 2, min: 1, max: 9 })).toBe('met');
    expect(verdictOn({ atMost: 2 }, { median: 2.01, min: 1, max: 9 })).toBe('missed');
  });

  test('are left open by a run without the subject, the work or the start', () => {
    const withoutPortkey = SAMPLES.filter(({ subject }) => subject !== 'Portkey');
    const rows = targetTable({ samples: withoutPortkey, starts: [], works: WORKS.filter(({ name }) => name !== 'converse-50') }, []).rows;
    expect(rows.filter(([, , , verdict]) => verdict === 'not measured').map(([title]) => title)).toEqual([
      'the same × Portkey', 'peak memory, Converse, 50 connections, × bare', 'start to first good answer × a handler that only constructs the two SDK clients',
    ]);
  });

  test('are left open when what is added is too little to divide by', () => {
    const still = SAMPLES.map((sample) => sample.subject === 'bare+SigV4' ? { ...sample, latencyP99Ms: sample.round === 1 ? 1 : 3 } : sample);
    const target = TARGETS.find(({ title }) => title.startsWith('p99 added at 200 requests a second ×'))!;
    expect(target.measured({ ...MEASURED, samples: still })).toBeUndefined();
  });

  test('have no largest ratio when only a few rounds have too little to divide by', () => {
    const own = (round: number, latencyP99Ms: number, subject: SubjectName): Sample => ({ ...SAMPLES[0]!, work: 'converse-200-a-second', round, subject, latencyP99Ms });
    const samples = [1, 2, 3].flatMap((round) => [own(round, 1, 'direct'), own(round, round === 1 ? 1 : 3, 'bare+SigV4'), own(round, 5, 'gateway+admission')]);
    const spread = TARGETS.find(({ title }) => title.startsWith('p99 added at 200 requests a second ×'))!.measured({ ...MEASURED, samples });
    expect(spread).toEqual({ median: 2, min: 2, max: Infinity });
    expect(spreadText(spread)).toBe('2.00 (2.00–∞)');
  });

  test('end with how the gateway compares with each peer', () => {
    const rows = targetTable(MEASURED, ['Portkey', 'LiteLLM']).rows.slice(TARGETS.length);
    const figures = comparisons(SAMPLES, WORKS, ['LiteLLM'], 'gateway+admission').flatMap(({ ratios }) => ratios.filter(({ spread }) => spread)).length;
    expect(rows.map(([, , ...rest]) => rest)).toEqual([[`in 0 of ${figures}`, 'missed'], [`in ${figures} of ${figures}`, 'met']]);
  });
});

describe('the comparison with a peer', () => {
  const [first] = comparisons(SAMPLES, WORKS, ['Portkey'], 'gateway+admission');

  test('divides what the peer takes by what the gateway takes', () => {
    expect(first!.ratios.find(({ title }) => title === 'CPU')?.spread?.median).toBeCloseTo(6 / 7);
  });

  test('names everything that the gateway is not ahead in, and nothing that does not apply', () => {
    expect(first!.behindIn).toEqual(['CPU', 'time per request', 'p50', 'p99', 'peak memory']);
    const atRate = comparisons(SAMPLES, WORKS.filter(({ rate }) => rate === 200), ['Portkey'], 'gateway+admission');
    expect(atRate[0]!.behindIn).toEqual(['CPU', 'p50', 'p99', 'peak memory']);
    const stream = comparisons(SAMPLES, WORKS.filter(({ name }) => name === 'chat-stream-1x20'), ['Portkey'], 'gateway+admission');
    expect(stream[0]!.behindIn).toContain('first token');
  });

  test('has a row for every work, with a cell for each column', () => {
    const [table] = peerTables(MEASURED, ['LiteLLM']);
    expect(table!.rows).toHaveLength(WORKS.length);
    for (const row of table!.rows) expect(row).toHaveLength(table!.header.length);
    expect(table!.rows[0]?.[table!.header.length - 1]).toBe('–');
  });
});

describe('the remarks', () => {
  test('say of every figure that a peer is ahead in whether that is so without admission', () => {
    const remarks = remarksOn({ samples: SAMPLES, works: WORKS.slice(0, 1) }, ['Portkey', 'LiteLLM']);
    expect(remarks).toHaveLength(5);
    expect(remarks[0]).toBe('Converse, 1 connection: Portkey is ahead in CPU. That is what admission takes, which Portkey does not do: without it the gateway is ahead, 1.20 (1.20–1.20).');
  });

  test('do not blame admission for what is so without it', () => {
    const slow = SAMPLES.map((sample) => sample.subject === 'gateway' ? { ...sample, latencyP50Ms: 100 } : sample);
    expect(remarksOn({ samples: slow, works: WORKS.slice(0, 1) }, ['Portkey'])[2]).toMatch(/^Converse, 1 connection: Portkey is ahead in p50\. It is so without admission, too: 0\./);
  });
});

describe('starts', () => {
  test('are compared inside a round', () => {
    expect(startRatio(STARTS, 'gateway+admission', 'two clients')).toEqual({ median: 1.5, min: 1.5, max: 1.5 });
    expect(startRatio(STARTS, 'gateway', 'two clients')).toBeUndefined();
  });

  test('are shown for what was started, with what an open stream takes', () => {
    expect(startTable(STARTS, ['two clients', 'gateway', 'gateway+admission']).rows).toEqual([
      ['two clients', '200 (100–300)', '1.00 (1.00–1.00)', '–'],
      ['gateway+admission', '300 (150–450)', '1.50 (1.50–1.50)', '20.0 (10.0–30.0)'],
    ]);
  });
});
