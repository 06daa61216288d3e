import { FULL } from '../../../bench/arguments';
import { pairingsOf } from '../../../bench/method/run';
import { Sample } from '../../../bench/method/sample';
import { circumstancesText, documentOf, methodText, RequestCircumstances, requestCircumstancesText } from '../../../bench/report/document';
import { figure, tablesOf } from '../../../bench/report/tables';
import { writtenByHand } from '../../../bench/report/written-by-hand';
import { STARTS } from '../../../bench/starts/samples';
import { SUBJECTS } from '../../../bench/subjects/subjects';
import { WORKS } from '../../../bench/workload/works';

const SAMPLES: readonly Sample[] = pairingsOf(SUBJECTS, WORKS).map(({ traits, work }, index) => ({
  round: 1,
  subject: traits.name,
  work: work.name,
  requests: 1_000,
  elapsedMs: 400,
  latencyP50Ms: 1 + index,
  latencyP90Ms: 5 + index,
  latencyP99Ms: 9 + index,
  ...(work.firstToken ? { firstTokenP50Ms: 2 } : {}),
  refused: work.failing ? 500 : 0,
  firstByteP50Ms: 1,
  otherLoad: 0,
  tableWrites: traits.admits ? 2_000 : 0,
  ...(traits.name === 'direct' ? {} : { cpuMs: 100, peakMemoryBytes: 64 * 1024 * 1024 }),
}));

const CIRCUMSTANCES: RequestCircumstances = {
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
  starts: STARTS,
  peers: ['Portkey 1.2.3'],
  leftOut: ['LiteLLM is left out: there is no python3 on this machine'],
  samples: 100,
  disturbedSamples: 3,
};

describe('the tables of a run', () => {
  const tables = tablesOf(SAMPLES, SUBJECTS, WORKS);

  test('are one for each work, and one for the processes', () => {
    expect(tables.map(({ title }) => title)).toEqual([...WORKS.map(({ title }) => title), 'Processes, over all works']);
  });

  const tableOf = (name: string) => tables[WORKS.findIndex((work) => work.name === name)]!;

  test('have a row for each subject that does the work', () => {
    expect(tableOf('converse-1').rows.map(([subject]) => subject)).toEqual(SUBJECTS.map(({ name }) => name));
    expect(tableOf('chat-completions-10').rows.map(([subject]) => subject)).toEqual(['gateway', 'gateway+admission', 'Portkey', 'LiteLLM']);
  });

  test('have a cell for each column', () => {
    for (const { header, rows } of tables) expect(rows.map(({ length }) => length)).toEqual(rows.map(() => header.length));
  });

  test('leave open what direct does not have', () => {
    expect(tables[0]?.rows[0]).toEqual(['direct', '–', '–', '2,500', '1.00', '5.00', '9.00', '–', '–', '–', '–']);
  });

  test('show the CPU time of bare as 1', () => {
    // Every sample is by one slower than the one before, and direct comes first.
    const index = WORKS.filter(({ translated }) => !translated).length;
    expect(tables[0]?.rows[1]).toEqual([
      'bare', '0.100', '1.00 (1.00–1.00)', '2,500', figure(1 + index), figure(5 + index), figure(9 + index),
      ...[index, index, index].map((added) => `${figure(added)} (${figure(added)}–${figure(added)})`), '64',
    ]);
  });

  test('show tokens of streams only', () => {
    const streamed = WORKS.filter(({ operation }) => operation !== 'converse').map(({ title }) => title);
    expect(tables.filter(({ header }) => header.some((name) => name.includes('first token'))).map(({ title }) => title)).toEqual(streamed);
    expect(tableOf('converse-stream-1x100').rows.find(([subject]) => subject === 'bare')).toContain('0.0010');
  });

  test('show how often a failing target was asked where one fails', () => {
    expect(tableOf('throttled').rows.map((row) => row[row.length - 1])).toEqual(['0.50', '0.50', '0.50', '0.50']);
    expect(tableOf('chat-completions-10').header.join()).not.toContain('refused');
  });

  test('show memory and the writes of admission', () => {
    expect(tables[WORKS.length]?.rows).toContainEqual(['gateway', '64', '0']);
    expect(tables[WORKS.length]?.rows).toContainEqual(['gateway+admission', '64', '2.00']);
  });

  test('make a document with every subject, every table and how it came about', () => {
    const document = documentOf({ summary: tables.slice(0, 1), results: tables.slice(1), subjects: SUBJECTS, remarks: ['A remark.'] }, CIRCUMSTANCES, 'A word of ours.');
    for (const { name, explanation } of SUBJECTS) expect(document).toContain(`- **${name}**: ${explanation}`);
    for (const { title } of tables) expect(document).toContain(`### ${title}\n`);
    for (const line of requestCircumstancesText(CIRCUMSTANCES)) expect(document).toContain(`- ${line}\n`);
    for (const paragraph of methodText(CIRCUMSTANCES)) expect(document).toContain(`\n${paragraph}\n`);
    expect(document).toContain('- A remark.\n');
    expect(writtenByHand(document)).toBe('A word of ours.');
  });
});

describe('the circumstances of a run', () => {
  const method = (circumstances: RequestCircumstances) => methodText(circumstances).join('\n');

  test('name the peers, those that are left out, and disturbed samples', () => {
    expect(requestCircumstancesText(CIRCUMSTANCES).slice(-3)).toEqual([
      'Samples: 100, of which 3 with more than 5 % of the machine taken by other programs',
      'Peers: Portkey 1.2.3',
      'LiteLLM is left out: there is no python3 on this machine',
    ]);
  });

  test('speak of peers only where there are some', () => {
    expect(method(CIRCUMSTANCES)).toContain('The peers are unmodified');
    expect(method({ ...CIRCUMSTANCES, peers: [] })).not.toContain('The peers');
  });

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
    expect(method(CIRCUMSTANCES)).toContain('the subjects run on a core that the client and the upstream stay off');
    expect(method({ ...CIRCUMSTANCES, ownCore: false })).not.toContain('stay off');
  });

  test('say how long and how often was measured', () => {
    expect(method(CIRCUMSTANCES)).toContain(`there are ${FULL.rounds} rounds;`);
    expect(method({ ...CIRCUMSTANCES, schedule: { ...FULL, rounds: 1 } })).toContain('there is 1 round;');
    expect(method(CIRCUMSTANCES)).toContain(`for ${FULL.sampleMs / 1000} s`);
  });
});
