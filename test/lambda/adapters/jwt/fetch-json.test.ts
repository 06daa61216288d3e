import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { fetchJson } from '../../../../lambda/adapters/jwt/fetch-json';
import { systemClock } from '../../../../lambda/adapters/system-clock';

// The platform's own fetch, against a real server.
let server: Server;
let url: string;
const paths: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    paths.push(request.url ?? '');
    if (request.url === '/moved') response.writeHead(302, { location: '/keys' }).end();
    else if (request.url === '/large') response.writeHead(200).end('x'.repeat(300 * 1024));
    else if (request.url === '/text') response.writeHead(200).end(Buffer.from([0x22, 0xff, 0x22]));
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => { paths.length = 0; });
afterAll(() => new Promise((resolve) => {
  server.closeAllConnections();
  server.close(resolve);
}));

test('reads JSON', async () => expect(await fetchJson(`${url}/keys`, fetch, systemClock)).toEqual({ keys: [] }));

test('follows no redirect', async () => {
  await expect(fetchJson(`${url}/moved`, fetch, systemClock)).rejects.toThrow();
  expect(paths).toEqual(['/moved']);
});

test('stops when there is too much', async () => {
  await expect(fetchJson(`${url}/large`, fetch, systemClock)).rejects.toThrow('more than 262144 bytes');
});

test('takes no text that is not UTF-8', async () => {
  await expect(fetchJson(`${url}/text`, fetch, systemClock)).rejects.toMatchObject({ name: 'TypeError' });
});
