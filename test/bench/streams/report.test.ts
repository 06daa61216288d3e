import { STREAMS } from '../../../bench/arguments';
import { pairingsOf } from '../../../bench/method/run';
import { Sample } from '../../../bench/method/sample';
import { STREAM_APIS } from '../../../bench/streams/apis';
import { MEMORY, MEMORY_QUICK, MemorySample, MemorySchedule } from '../../../bench/streams/memory-samples';
import { disturbedAmong, StreamCircumstances, streamCircumstancesText, streamDocument, streamMethod } from '../../../bench/streams/report';
import { memoryTables, streamTables } from '../../../bench/streams/tables';
import { LOADS, loadTitle, streamWorks } from '../../../bench/streams/works';
import { canDo, WITHOUT_ADMISSION } from '../../../bench/subjects/subjects';

const WORKS = streamWorks(LOADS);

const SAMPLES: readonly Sample[] = pairingsOf(WITHOUT_ADMISSION, WORKS).map(({ traits, work }) => ({
  round: 1,
  subject: traits.name,
  work: work.name,
  requests: 1_000,
  elapsedMs: 500,
  latencyP50Ms: 2,
  latencyP90Ms: 2,
  latencyP99Ms: 3,
  refused: 0,
  firstByteP50Ms: 1,
  firstTokenP50Ms: 1 + WITHOUT_ADMISSION.indexOf(traits),
  firstTokenP99Ms: 9,
  otherLoad: traits.name === 'bare' ? 0.2 : 0,
  tableWrites: 0,
  ...(traits.name === 'direct' ? {} : { cpuMs: traits.name === 'gateway' ? 4_000 : 2_000 }),
}));

function memorySamples({ apis, open, standing, reading }: MemorySchedule): readonly MemorySample[] {
  return WITHOUT_ADMISSION.filter(({ name }) => name !== 'direct').flatMap((subject) => STREAM_APIS.filter((api) => apis.includes(api.name) && canDo(subject, api)).flatMap(({ name: work }) => {
    const taken = { round: 1, subject: subject.name, work };
    const factor = subject.name === 'gateway' ? 5 : 1;
    return [
      ...open.map((streams): MemorySample => ({ ...taken, kind: 'open', streams, heldBytesPerStream: factor * 10_240, residentBytesPerStream: 20_480 })),
      ...standing.map((chunks): MemorySample => ({ ...taken, kind: 'standing', chunks, heldBytesPerStream: factor * 1_024 * (chunks > 10 ? 2 : 1), shareSent: 0.75 })),
      ...reading.map((chunks): MemorySample => ({ ...taken, kind: 'reading', chunks, peakBytes: 100 * 1024 * 1024 })),
    ];
  }));
}

const CIRCUMSTANCES: StreamCircumstances = {
  date: '2026-11-20',
  command: 'npm run bench -- --streams',
  node: 'v22.1.0',
  platform: 'linux x64',
  processor: 'Some Processor',
  cores: 2,
  ownCore: true,
  otherLoad: 0.01,
  bundleBytes: 102_400,
  schedule: STREAMS,
  tries: 3,
  samples: SAMPLES.length,
  disturbedSamples: disturbedAmong(SAMPLES),
  memory: MEMORY,
};

describe('the tables of streams', () => {
  const tables = streamTables(SAMPLES, WORKS);

  test('are one for each API, which say what a translated one is compared with', () => {
    expect(tables).toHaveLength(STREAM_APIS.length);
    expect(tables.map(({ title }) => title.includes('compared with bare and direct on'))).toEqual(STREAM_APIS.map(({ translated }) => translated));
  });

  test('have a row for each load and each subject that can do it', () => {
    expect(tables[0]!.rows.map(([load, subject]) => [load, subject])).toEqual(LOADS.flatMap((load) =>
      ['direct', 'bare', 'bare+SigV4', 'gateway'].map((subject) => [loadTitle(load), subject])));
    expect(tables.at(-1)!.rows.map(([load, subject]) => [load, subject])).toEqual(LOADS.map((load) => [loadTitle(load), 'gateway']));
  });

  test('show what is added and what a chunk costs, beside those of bare', () => {
    expect(tables[0]!.rows[3]!.slice(1)).toEqual([
      'gateway', '1,000', '4.00 / 9.00', '3.00 (3.00–3.00)', '0.00 (0.00–0.00)', '3.00', '–', '200', '2.00 (2.00–2.00)',
    ]);
  });

  test('leave open what direct does not have', () => {
    expect(tables[0]!.rows[0]!.slice(1)).toEqual(['direct', '1,000', '1.00 / 9.00', '–', '–', '–', '–', '–', '–']);
  });
});

describe.each([['all', MEMORY, 3], ['a quick run', MEMORY_QUICK, 2]])('the tables of memory of %s', (_, schedule, number) => {
  const tables = memoryTables(memorySamples(schedule), schedule);

  test('are as many as there are measurements', () => {
    expect(tables).toHaveLength(number);
  });

  test('have a cell for each column', () => {
    for (const { header, rows } of tables) expect(rows.map(({ length }) => length)).toEqual(rows.map(() => header.length));
  });

  test('show what a stream holds, beside bare', () => {
    const row = tables[0]!.rows.find(([, subject]) => subject === 'gateway')!;
    expect(row.slice(2, 5)).toEqual(['50.0 (50.0–50.0)', '5.00 (5.00–5.00)', '20.0 (20.0–20.0)']);
  });

  test('show how that grows with the length, and how much had been sent', () => {
    const row = tables[1]!.rows.find(([, subject]) => subject === 'gateway')!;
    const { length } = schedule.standing;
    expect(row.slice(2, 2 + length)).toEqual(schedule.standing.map((chunks) => chunks > 10 ? '10.0' : '5.00'));
    expect(row.slice(2 + length)).toEqual([...schedule.standing.slice(0, -1).map((chunks) => chunks > 10 ? '1.00' : '2.00'), '75 %']);
  });

  test('compare nothing with so little that it cannot be told from chance', () => {
    const row = tables[1]!.rows.find(([, subject]) => subject === 'bare')!;
    expect(row.slice(2 + schedule.standing.length, -1)).toEqual(schedule.standing.slice(0, -1).map(() => '–'));
  });
});

describe('the page of streams', () => {
  test('counts the samples that were disturbed', () => {
    const disturbed = SAMPLES.filter(({ subject }) => subject === 'bare').length;
    expect(streamCircumstancesText(CIRCUMSTANCES)).toContain(`Samples: ${SAMPLES.length}, of which ${disturbed} with more than 5 % of the machine taken by other programs`);
  });

  test('says how long and how often was measured', () => {
    const method = streamMethod(CIRCUMSTANCES).join(' ');
    expect(method).toContain(`there are ${STREAMS.rounds} rounds of ${STREAMS.sampleMs} ms`);
    expect(method).toContain('up to 3 times');
    expect(streamMethod({ ...CIRCUMSTANCES, tries: 1 }).join(' ')).not.toContain('is taken again');
  });

  test('speaks of the third table of memory only where there is one', () => {
    expect(streamMethod(CIRCUMSTANCES)[1]).toContain('in streams of 100 and of 10,000 chunks');
    expect(streamMethod({ ...CIRCUMSTANCES, memory: MEMORY_QUICK })[1]).not.toContain('For the third one');
  });

  test('has every subject, every table and how it came about', () => {
    const tables = [...streamTables(SAMPLES, WORKS), ...memoryTables(memorySamples(MEMORY), MEMORY)];
    const page = streamDocument(tables, CIRCUMSTANCES);
    for (const { name, explanation } of WITHOUT_ADMISSION) expect(page).toContain(`- **${name}**: ${explanation}`);
    for (const { title } of tables) expect(page).toContain(`### ${title}\n`);
    for (const paragraph of streamMethod(CIRCUMSTANCES)) expect(page).toContain(paragraph);
  });
});
