import { listen } from '../../../bench/processes/listen';
import { CREDENTIALS, HOST } from '../../../bench/setting';
import { createMockSts, isAccessKeyOfRole } from '../../../bench/upstream/mock-sts';
import { parseAssumedRole } from '../../../lambda/adapters/credentials/sts-answer';

const server = createMockSts();
let port = 0;

beforeAll(async () => { port = await listen(server); });

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

async function assume(role: string) {
  const response = await fetch(`http://${HOST}:${port}/`, { method: 'POST', body: new URLSearchParams({ Action: 'AssumeRole', RoleArn: role }) });
  return parseAssumedRole(await response.text());
}

test('gives each role an access key of its own, again and again the same, that signs as the benchmark does', async () => {
  const [one, again, other] = [await assume('arn:aws:iam::222222222222:role/one'), await assume('arn:aws:iam::222222222222:role/one'), await assume('arn:aws:iam::222222222222:role/other')];
  expect(again.credentials).toEqual(one.credentials);
  expect(other.credentials.accessKeyId).not.toBe(one.credentials.accessKeyId);
  expect(one.credentials).toEqual({ ...CREDENTIALS, accessKeyId: expect.stringMatching(/^ASIA[A-Z0-9]{16}$/) as string });
  expect(isAccessKeyOfRole(one.credentials.accessKeyId)).toBe(true);
  expect(isAccessKeyOfRole(CREDENTIALS.accessKeyId)).toBe(false);
});

test('gives credentials that outlast a run', async () => {
  expect((await assume('arn:aws:iam::222222222222:role/one')).expiresAt).toBeGreaterThan(Date.now() + 30 * 60_000);
});
