import { createSocket } from 'node:dgram';
import { AddressInfo } from 'node:net';
import { systemClock } from '../../../../lambda/adapters/system-clock';
import { createXrayDaemon } from '../../../../lambda/adapters/telemetry/xray-daemon';

test('what is sent arrives at the daemon, each part with the header that it expects', async () => {
  const daemon = createSocket('udp4');
  await new Promise<void>((ready) => { daemon.bind(0, '127.0.0.1', ready); });
  const received: string[] = [];
  const both = new Promise<void>((done) => {
    daemon.on('message', (message) => {
      received.push(message.toString());
      if (received.length === 2) done();
    });
  });
  const traces = createXrayDaemon(`127.0.0.1:${(daemon.address() as AddressInfo).port}`, systemClock);
  traces.send([{ id: 'a' }, { id: 'b' }]);
  await traces.idle();
  await both;
  daemon.close();
  expect(received.sort()).toEqual(['a', 'b'].map((id) => `{"format":"json","version":1}\n{"id":"${id}"}`));
});

test('nobody waits for what is not on its way', async () => {
  await createXrayDaemon('127.0.0.1:1', systemClock).idle();
});

test('where the daemon cannot be found, nothing fails', async () => {
  const traces = createXrayDaemon('daemon.invalid:2000', { sleep: () => Promise.resolve() });
  traces.send([{ id: 'a' }]);
  await expect(traces.idle()).resolves.toBeUndefined();
});
