import * as http from 'node:http';
import { Upstream } from './forward';
import { answerParent, readSettings } from '../../processes/answering';
import { listen } from '../../processes/listen';
import { forgetPeak, heldMemory, restartPeak } from '../../processes/memory';
import { ownUsage } from '../../processes/usage';

export interface ProxySettings {
  readonly bedrockPort: number;
}

/** Runs a proxy as a process of the benchmark. */
export async function serveProxy(proxy: (received: http.IncomingMessage, response: http.ServerResponse, upstream: Upstream) => void): Promise<void> {
  const upstream: Upstream = { port: readSettings<ProxySettings>().bedrockPort, agent: new http.Agent({ keepAlive: true }) };
  const port = await listen(http.createServer((received, response) => proxy(received, response, upstream)));
  answerParent(port, { 'usage': ownUsage, 'held memory': heldMemory, 'forget peak': forgetPeak, 'restart peak': restartPeak });
}
