import { request } from 'node:http';
import { ControlApi, startControlApi } from '../../../local/control/control-api';
import { ControlError } from '../../../local/control/routes';

describe('the control API', () => {
  let api: ControlApi;
  const seen: unknown[] = [];

  beforeAll(async () => {
    api = await startControlApi({
      'GET /things': () => ['a', 'b'],
      'POST /things': ({ body }) => {
        seen.push(body);
        return { id: 'thing-1' };
      },
      'DELETE /things/:id': ({ parameter }) => {
        if (parameter !== 'thing 1') throw new ControlError(404, `there is no thing ${parameter}`);
      },
      'POST /broken': () => {
        throw new Error('kind must be one of a, b; received "c"');
      },
    });
  });
  afterAll(() => api.close());

  const call = async (method: string, path: string, body?: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => {
    const response = await fetch(`${api.url}${path}`, { method, headers, body });
    return { status: response.status, body: await response.json() as unknown };
  };

  test('answers in JSON, with what a route returns', async () => {
    expect(await call('GET', '/things')).toEqual({ status: 200, body: ['a', 'b'] });
    expect(await call('POST', '/things', '{"x":1}')).toEqual({ status: 200, body: { id: 'thing-1' } });
    expect(seen).toEqual([{ x: 1 }]);
    expect(await call('DELETE', '/things/thing%201')).toEqual({ status: 200, body: {} });
  });

  test.each([
    ['an unknown path', 'GET', '/nothing', undefined, 404, /there is no GET \/nothing; there is: GET \/things/],
    ['an unknown parameter', 'DELETE', '/things/2', undefined, 404, /there is no thing 2/],
    ['a body that is not JSON', 'POST', '/things', 'x=1', 400, /not valid JSON/],
    ['a body that a route refuses', 'POST', '/broken', '{}', 400, /received "c"/],
  ])('%s', async (_, method, path, body, status, message) => {
    const answer = await call(method, path, body);
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toMatch(message);
  });

  test('a form, which a web page could send without asking, is refused', async () => {
    const answer = await call('POST', '/things', '{"x":2}', { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
    expect(seen).not.toContainEqual({ x: 2 });
  });

  test('another host name, which DNS rebinding would use, is refused', async () => {
    const status = await new Promise((resolve, reject) => {
      request(`${api.url}/things`, { headers: { host: 'attacker.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject).end();
    });
    expect(status).toBe(403);
  });
});
