import { Step } from './decide';
import { ControlError, LoggingControl } from './logging-control';
import { LoggingConfiguration } from '../../../src/contract/invocation-logging';

export interface Pacing {
  /** Milliseconds since some moment. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
  /** By `now`: nothing begins after it. */
  readonly deadline: number;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** New roles and policies are usable after some seconds as a rule; a mistake should not cost minutes. */
const SETTLING_MS = 90_000;

/**
 * Reads, decides and acts until it is done. After a failure it starts with reading again, because nobody knows whether the
 * call has worked, nor what others have done since: a repetition never writes what an older reading has decided.
 * @throws ControlError, or what `decide` throws
 */
export async function settle(control: LoggingControl, decide: (found: LoggingConfiguration | undefined) => Step, pacing: Pacing): Promise<Step> {
  const startedAt = pacing.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, 2 * pause)) {
    try {
      return await act(control, decide(await control.read()));
    } catch (error) {
      if (!(error instanceof ControlError) || error.kind === 'final') throw error;
      const wait = pause * (0.5 + pacing.random() / 2);
      const end = error.kind === 'settling' ? Math.min(pacing.deadline, startedAt + SETTLING_MS) : pacing.deadline;
      if (pacing.now() + wait >= end) throw error;
      await pacing.sleep(wait);
    }
  }
}

async function act(control: LoggingControl, step: Step): Promise<Step> {
  if (step.kind === 'put') await control.write(step.configuration);
  if (step.kind === 'delete') await control.remove();
  return step;
}
