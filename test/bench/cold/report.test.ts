import { sample } from './samples';
import { coldDocument, coldTables } from '../../../bench/cold/report';
import { ColdSubjectName, COLD_SUBJECTS } from '../../../bench/cold/subjects';

const NAMES: readonly ColdSubjectName[] = COLD_SUBJECTS.map(({ name }) => name);
const SAMPLES = NAMES.flatMap((subject, index) => [
  sample({ subject, readyMs: 10 * (index + 1), answerMs: 0, cpuMs: 5, parts: { process: 20, load: index } }),
  sample({ subject, loader: 'runtime interface client', readyMs: 100, answerMs: 1 }),
]);
const TABLES = coldTables(SAMPLES, COLD_SUBJECTS);

describe('the report of the cold start', () => {
  test('has a table for each way to start, and one of the parts where they can be seen', () => {
    expect(TABLES.map(({ title }) => title)).toEqual([
      'Start to first good answer, Node.js 24.1.0, plain loader',
      "Start to first good answer, Node.js 24.1.0, Lambda's runtime interface client",
      'What a start is made of, Node.js 24.1.0, ms',
    ]);
  });

  test('compares every subject with both handlers of the AWS SDK', () => {
    const [, clients, , gateway] = TABLES[0]!.rows;
    expect(clients).toEqual(['two clients', '20.0', '0.00', '20.0 (20.0–20.0)', '1.00 (1.00–1.00)', '0.67 (0.67–0.67)', '5.00', '1.00 (1.00–1.00)']);
    expect(gateway).toEqual(['gateway, 1 tenant', '40.0', '0.00', '40.0 (40.0–40.0)', '2.00 (2.00–2.00)', '1.33 (1.33–1.33)', '5.00', '1.00 (1.00–1.00)']);
  });

  test('leaves open what was not seen', () => {
    expect(TABLES[1]!.rows[0]!.at(-1)).toBe('–');
    expect(TABLES[2]!.rows[1]).toEqual(['two clients', '20.0', '1.00', ...Array<string>(7).fill('–')]);
  });

  test('makes a page that names every subject and what its bundle weighs', () => {
    const page = coldDocument(TABLES, {
      date: '2026-11-21',
      command: 'npm run bench -- --cold',
      node: 'v24.1.0',
      platform: 'linux x64',
      processor: 'any',
      cores: 2,
      ownCore: true,
      otherLoad: 0,
      rounds: 1,
      subjects: COLD_SUBJECTS.map((subject) => ({ ...subject, folder: 'any', bundleBytes: 2048, planBytes: 1024 })),
    });
    for (const name of NAMES) expect(page).toContain(`- **${name}**: `);
    expect(page).toContain('gateway, 1 tenant 2.0 KB and a plan of 1.0 KB');
    expect(page).toContain('In each of 1 round every subject');
    expect(page).toContain('| 22.5 | 16.1 | 0.72 |');
  });
});
