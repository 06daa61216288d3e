import { IncomingMessage, ServerResponse } from 'node:http';
import { moment } from './marks';
import { listenDual } from '../../local/http/dual-listener';
import { answerParent, readSettings } from '../processes/answering';
import { ownUsage } from '../processes/usage';
import { HOST } from '../setting';
import { noCounts } from '../upstream/counts';
import { UpstreamPorts, UpstreamSettings } from '../upstream/main';
import { createMockBedrock } from '../upstream/mock-bedrock';
import { startQuotaTable } from '../upstream/quota-table';

/** A request that a subject made. */
export interface Arrival {
  readonly at: 'bedrock' | 'table';
  /** Of DynamoDB, such as `UpdateItem`, or the path at Bedrock. */
  readonly operation: string;
  /** Moments, as text: when it came, and when its answer was handed to the network. */
  readonly arrived: string;
  readonly answered?: string;
}

type Writable<Of> = { -readonly [key in keyof Of]: Of[key] };

// A process of its own: everything that the subjects call, and when they did.
async function main({ keys }: UpstreamSettings): Promise<void> {
  let arrivals: Writable<Arrival>[] = [];
  const note = (at: Arrival['at'], operation: string, response: ServerResponse) => {
    const arrival: Writable<Arrival> = { at, operation, arrived: String(moment()) };
    arrivals.push(arrival);
    response.once('finish', () => { arrival.answered = String(moment()); });
  };

  const counts = noCounts();
  const { server } = createMockBedrock(counts);
  // The client of the AWS SDK speaks HTTP/2 to Bedrock if nobody tells it otherwise, and nobody does.
  const bedrock = await listenDual({
    host: HOST,
    port: 0,
    onRequest: (request, response) => {
      note('bedrock', request.url ?? '', response);
      server.emit('request', request, response);
    },
  });
  const table = await startQuotaTable(keys, counts);
  table.server.prependListener('request', ({ headers }: IncomingMessage, response: ServerResponse) => {
    note('table', String(headers['x-amz-target']).split('.')[1] ?? '', response);
  });

  const ports: UpstreamPorts = { bedrock: bedrock.port, table: table.port };
  answerParent(ports, {
    arrivals: () => {
      const taken = arrivals;
      arrivals = [];
      return taken;
    },
    usage: ownUsage,
  });
}

void main(readSettings<UpstreamSettings>());
