import * as fc from 'fast-check';
import { Exchange, exchange } from './support/gateway-in-process';
import { Operation, OPERATIONS, requestOf, wellAnswered } from './support/operations';
import { mutationsOf } from '../../support/json-mutations';

/** More of them: FUZZ_RUNS=20000. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);

/** What a message begins with: the member that is wrong, or the body as a whole. */
const NAMES_A_MEMBER = /^(the request body |[\w$.-]+([.[]|: )|\["|model: )/;

/** Those that are about the request as a whole. */
const ABOUT_THE_WHOLE = /^(the model "|The provided model|this model |a request |the limit |.*tokens)/;

function expectRefusal(operation: Operation, answered: Exchange): void {
  const { field, message } = operation.api.errorOf(answered);
  expect(answered.status).toBeGreaterThanOrEqual(400);
  expect(answered.status).toBeLessThan(500);
  expect(answered.calls).toEqual([]);
  expect(answered.counted).toBe(false);
  expect(message.length).toBeLessThan(1_500);
  expect(message).not.toMatch(/\bundefined\b|\[object |\bNaN\b|annot read|is not a function/);
  if (!field) expect(message).toMatch(new RegExp(`${NAMES_A_MEMBER.source}|${ABOUT_THE_WHOLE.source}`));
}

test.each(OPERATIONS)('$title: whatever is sent is served or refused by name, costs nothing then and goes nowhere', async (operation) => {
  let refused = 0;
  await fc.assert(fc.asyncProperty(mutationsOf(operation.full), async (body) => {
    const answered = await exchange(requestOf(operation, body), (path) => wellAnswered({
      // A change may have made it another operation, or one for another model.
      streamed: path.endsWith('stream'), upstream: operation.upstream === 'titan' ? 'titan' : path.includes('/invoke') ? 'claude' : 'converse',
    }));
    expect(answered.faults).toEqual([]);
    expect(answered.ended).toBe(true);
    if (answered.status !== 200) {
      refused++;
      return expectRefusal(operation, answered);
    }
    expect(answered.calls.length).toBeGreaterThan(0);
    if (answered.headers['content-type'] !== 'application/json') expect(operation.api.endOf(answered.body)).toBe('complete');
    else JSON.parse(answered.body.toString('utf8'));
  }), { numRuns: RUNS });
  expect(Object.prototype).not.toHaveProperty('polluted');
  expect(refused).toBeGreaterThan(RUNS / 10);
});
