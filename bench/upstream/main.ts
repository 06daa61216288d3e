import { noCounts } from './counts';
import { createMockBedrock } from './mock-bedrock';
import { createMockSts } from './mock-sts';
import { KnownKey, startQuotaTable } from './quota-table';
import { answerParent, readSettings } from '../processes/answering';
import { listen } from '../processes/listen';
import { ownUsage } from '../processes/usage';
import { Speech } from '../workload/speech';

export interface UpstreamSettings {
  readonly keys: readonly KnownKey[];
}

export interface UpstreamPorts {
  readonly bedrock: number;
  readonly table: number;
  /** Absent: whoever asks for a role gets a refusal. */
  readonly sts?: number;
}

// A process of its own: everything that the subjects call.
async function main({ keys }: UpstreamSettings): Promise<void> {
  const counts = noCounts();
  const mock = createMockBedrock(counts);
  const table = await startQuotaTable(keys, counts);
  const ports: UpstreamPorts = { bedrock: await listen(mock.server), table: table.port, sts: await listen(createMockSts()) };
  answerParent(ports, {
    'counts': () => counts,
    'usage': ownUsage,
    'speak': (speech) => mock.speaker.choose(speech as Speech),
    'progress': () => mock.speaker.progress(),
    'release': () => mock.speaker.release(),
    'verify signatures': () => { mock.verifySignatures = true; },
    'trust signatures': () => { mock.verifySignatures = false; },
  });
}

void main(readSettings<UpstreamSettings>());
