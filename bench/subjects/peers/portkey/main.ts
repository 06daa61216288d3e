import { pathToFileURL } from 'node:url';
import { answerParent, readSettings } from '../../../processes/answering';
import { forgetPeak, heldMemory, restartPeak } from '../../../processes/memory';
import { ownUsage } from '../../../processes/usage';
import { freePort } from '../free-port';
import { untilOpen } from '../until-open';

export interface PortkeySettings {
  /** Portkey's own `start-server.js`. */
  readonly program: string;
}

// Portkey as its own command starts it, in this process, so that it is measured in the same way as the others.
async function main({ program }: PortkeySettings): Promise<void> {
  const port = await freePort();
  process.argv = [process.argv[0], program, '--headless', `--port=${port}`];
  await import(pathToFileURL(program).href);
  await untilOpen(port);
  answerParent(port, { 'usage': ownUsage, 'held memory': heldMemory, 'forget peak': forgetPeak, 'restart peak': restartPeak });
}

void main(readSettings<PortkeySettings>());
