import { Clock } from '../ports';

/** Nobody waits for the answer any more. Not an error to anybody: it only ends the work. */
export class CallerLeft extends Error {
  constructor() {
    super('the caller has closed the connection');
    this.name = 'CallerLeft';
  }
}

/** Sleeps, shorter when the caller leaves. */
export async function sleepUnlessLeft(clock: Clock, ms: number, callerSignal: AbortSignal): Promise<void> {
  await clock.sleep(ms, callerSignal).catch((error: unknown) => {
    if (!callerSignal.aborted) throw error;
  });
}
