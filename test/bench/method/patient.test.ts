import { BenchmarkFailure, Meter } from '../../../bench/method/measure';
import { patient } from '../../../bench/method/run';
import { Sample } from '../../../bench/method/sample';
import { SUBJECTS } from '../../../bench/subjects/subjects';
import { WORKS } from '../../../bench/workload/works';

const LATE = new BenchmarkFailure('the status was 503, not 200: {"message":"the quota of this tenant cannot be checked right now"}');

async function measured(failures: readonly Error[], subject: string) {
  const left = [...failures];
  const sample = {} as Sample;
  const meter: Meter = {
    close: () => undefined,
    measure: () => {
      const failure = left.shift();
      return failure ? Promise.reject(failure) : Promise.resolve(sample);
    },
  };
  const said: string[] = [];
  const traits = SUBJECTS.find(({ name }) => name === subject)!;
  const result = await patient(meter, (message) => said.push(message), 0).measure({ traits, work: WORKS[0]! }, 0, 1).catch((error: unknown) => error);
  return { answered: result === sample, result, said };
}

describe('a sample with a late table', () => {
  test('is taken again, and the run says so', async () => {
    const { answered, said } = await measured([LATE, LATE], 'gateway+admission');
    expect([answered, said]).toEqual([true, [`measured again: ${LATE.message}`, `measured again: ${LATE.message}`]]);
  });

  test('ends the run when the table stays late', async () => {
    expect((await measured([LATE, LATE, LATE], 'gateway+admission')).result).toBe(LATE);
  });

  test('ends the run for a subject that asks no table', async () => {
    expect((await measured([LATE], 'gateway')).result).toBe(LATE);
  });

  test('is the only one that is taken again', async () => {
    const wrong = new BenchmarkFailure('the text was wrong');
    expect((await measured([wrong], 'gateway+admission')).result).toBe(wrong);
  });
});
