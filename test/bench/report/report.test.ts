import { FULL } from '../../../bench/arguments';
import { pairingsOf } from '../../../bench/method/run';
import { Sample } from '../../../bench/method/sample';
import { Circumstances, circumstancesText, documentOf, methodText } from '../../../bench/report/document';
import { tablesOf } from '../../../bench/report/tables';
import { SUBJECTS } from '../../../bench/subjects/subjects';
import { WORKS } from '../../../bench/workload/works';

const SAMPLES: readonly Sample[] = pairingsOf(SUBJECTS, WORKS).map(({ traits, work }, index) => ({
  round: 1,
  subject: traits.name,
  work: work.name,
  requests: 1_000,
  elapsedMs: 400,
  latencyP50Ms: 1 + index,
  latencyP99Ms: 9 + index,
  firstByteP50Ms: 1,
  otherLoad: 0,
  tableWrites: traits.admits ? 2_000 : 0,
  ...(traits.name === 'direct' ? {} : { cpuMs: 100, peakMemoryBytes: 64 * 1024 * 1024 }),
}));

const CIRCUMSTANCES: Circumstances = {
  date: '2026-11-20',
  command: 'npm run bench',
  node: 'v22.1.0',
  platform: 'linux x64',
  processor: 'Some Processor',
  cores: 2,
  ownCore: true,
  otherLoad: 0.01,
  bundleBytes: 102_400,
  schedule: FULL,
};

describe('the tables of a run', () => {
  const tables = tablesOf(SAMPLES, SUBJECTS, WORKS);

  test('are one for each work, and one for the processes', () => {
    expect(tables.map(({ title }) => title)).toEqual([...WORKS.map(({ title }) => title), 'Processes, over all works']);
  });

  test('have a row for each subject that does the work', () => {
    expect(tables[0]?.rows.map(([subject]) => subject)).toEqual(['direct', 'bare', 'bare+SigV4', 'gateway', 'gateway+admission']);
    expect(tables[3]?.rows.map(([subject]) => subject)).toEqual(['gateway', 'gateway+admission']);
  });

  test('have a cell for each column', () => {
    for (const { header, rows } of tables) expect(rows.map(({ length }) => length)).toEqual(rows.map(() => header.length));
  });

  test('leave open what direct does not have', () => {
    expect(tables[0]?.rows[0]).toEqual(['direct', '–', '–', '2,500', '1.00', '9.00', '–', '–']);
  });

  test('show the CPU time of bare as 1', () => {
    expect(tables[0]?.rows[1]).toEqual(['bare', '0.100', '1.00 (1.00–1.00)', '2,500', '4.00', '12.0', '3.00 (3.00–3.00)', '3.00 (3.00–3.00)']);
  });

  test('show the first byte of streams only', () => {
    expect(tables.map(({ header }) => header.some((name) => name.includes('first byte')))).toEqual([false, false, true, false, false]);
  });

  test('show memory and the writes of admission', () => {
    expect(tables[4]?.rows).toContainEqual(['gateway', '64', '0']);
    expect(tables[4]?.rows).toContainEqual(['gateway+admission', '64', '2.00']);
  });

  test('make a document with every subject, every table and how it came about', () => {
    const document = documentOf(tables, CIRCUMSTANCES);
    for (const { name, explanation } of SUBJECTS) expect(document).toContain(`- **${name}**: ${explanation}`);
    for (const { title } of tables) expect(document).toContain(`### ${title}\n`);
    for (const line of circumstancesText(CIRCUMSTANCES)) expect(document).toContain(`- ${line}\n`);
    expect(document).toContain(methodText(CIRCUMSTANCES));
  });
});

describe('the circumstances of a run', () => {
  test('name machine, version, date and command', () => {
    expect(circumstancesText(CIRCUMSTANCES)).toEqual([
      'Date: 2026-11-20',
      'Machine: 2 cores (Some Processor), linux x64',
      'Node.js: v22.1.0',
      'Command: npm run bench',
      'Gateway bundle: 100.0 KB',
      'Other programs took 1 % of the machine meanwhile',
    ]);
  });

  test('ask for another run when the machine was not quiet', () => {
    expect(circumstancesText({ ...CIRCUMSTANCES, otherLoad: 0.42 })).toContain('Other programs took 42 % of the machine meanwhile: measure again on a quiet machine');
  });

  test('say that subjects had a core of their own only if they had', () => {
    expect(methodText(CIRCUMSTANCES)).toContain('the subjects run on a core that the client and the upstream stay off');
    expect(methodText({ ...CIRCUMSTANCES, ownCore: false })).not.toContain('stay off');
  });

  test('say how long and how often was measured', () => {
    expect(methodText(CIRCUMSTANCES)).toContain(`there are ${FULL.rounds} rounds;`);
    expect(methodText({ ...CIRCUMSTANCES, schedule: { ...FULL, rounds: 1 } })).toContain('there is 1 round;');
    expect(methodText(CIRCUMSTANCES)).toContain(`for ${FULL.sampleMs / 1000} s`);
  });
});
