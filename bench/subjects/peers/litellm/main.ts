import { spawn } from 'node:child_process';
import { memoryOfTree, restartPeakOfTree, usageOfTree } from './process-tree';
import { answerParent, readSettings } from '../../../processes/answering';
import { HOST } from '../../../setting';
import { freePort } from '../free-port';
import { untilOpen } from '../until-open';

export interface LitellmSettings {
  /** The `litellm` command of the environment that it is installed in. */
  readonly program: string;
  readonly configFile: string;
}

// Starts LiteLLM's proxy, and says of it what the others say of themselves. This process itself only waits.
async function main({ program, configFile }: LitellmSettings): Promise<void> {
  const port = await freePort();
  const proxy = spawn(program, ['--config', configFile, '--host', HOST, '--port', String(port), '--num_workers', '1'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // It keeps nothing that it would have to put away.
  process.on('exit', () => proxy.kill('SIGKILL'));
  const ended = new Promise<never>((_, reject) => proxy.once('exit', (code, signal) => {
    reject(new Error(`LiteLLM ended by itself: ${signal ?? `exit code ${code ?? 'unknown'}`}`));
  }));
  await Promise.race([untilOpen(port), ended]);
  const { pid } = proxy;
  if (pid === undefined) throw new Error('LiteLLM has not started');
  answerParent(port, {
    'usage': () => usageOfTree(pid),
    'held memory': () => memoryOfTree(pid),
    'restart peak': () => restartPeakOfTree(pid),
  });
  await ended;
}

main(readSettings<LitellmSettings>()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
