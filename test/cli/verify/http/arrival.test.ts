import fc from 'fast-check';
import { parseEndpoint } from '../../../../cli/verify/endpoint';
import { arrivedAsWritten } from '../../../../cli/verify/http/arrival';
import { Exchange } from '../../../../cli/verify/http/exchange';
import { patiently } from '../../../../cli/verify/http/patient';

const pieces = (...times: readonly number[]) => times.map((atMs) => ({ atMs, size: 10 }));

test('an answer was streamed when time has passed between its pieces', () => {
  expect(arrivedAsWritten(pieces(800, 900, 3000))).toBe(true);
  expect(arrivedAsWritten(pieces(3000))).toBe(false);
  expect(arrivedAsWritten([])).toBe(false);
  expect(arrivedAsWritten(pieces(3000, 3000.4, 3001))).toBe(false);
});

test('however an answer was held back, it is found out', () => {
  const gapsOfAMillisecond = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(fc.integer({ min: 100, max: 60_000 }), gapsOfAMillisecond, (end, gaps) => {
    expect(arrivedAsWritten(pieces(...gaps.map((gap) => end + gap).sort((left, right) => left - right)))).toBe(false);
  }));
});

describe('patience', () => {
  const answer = (status: number, headers: Record<string, string> = {}): Exchange => ({ status, headers, body: new Uint8Array(), pieces: [] });
  async function ask(...answers: readonly Exchange[]) {
    const waits: number[] = [];
    const left = [...answers];
    const send = patiently(() => Promise.resolve(left.shift()!), (ms) => { waits.push(ms); return Promise.resolve(); }, () => undefined);
    return { status: (await send({ method: 'GET', path: '/' })).status, waits };
  }

  test('waits for as long as it is told, twice', async () => {
    const refused = answer(429, { 'retry-after': '7' });
    expect(await ask(refused, answer(200))).toEqual({ status: 200, waits: [7_000] });
    expect(await ask(refused, refused, refused)).toEqual({ status: 429, waits: [7_000, 7_000] });
  });

  test.each(['', '0', '-1', '1.5', 'soon', '3600'])('does not wait for Retry-After %j', async (value) => {
    expect(await ask(answer(429, { 'retry-after': value }))).toEqual({ status: 429, waits: [] });
  });
});

test.each([
  ['https://a.execute-api.us-east-1.amazonaws.com/prod/', 'https://a.execute-api.us-east-1.amazonaws.com/prod', true],
  ['https://a.example.com/prod/v1', 'https://a.example.com/prod', true],
  ['https://a.example.com', 'https://a.example.com', true],
  ['http://127.0.0.1:3000/prod', 'http://127.0.0.1:3000/prod', false],
  ['http://[::1]:3000//', 'http://[::1]:3000', false],
])('%s is the endpoint %s', (text, url, encrypted) => {
  expect(parseEndpoint(text)).toEqual({ url, encrypted });
});
