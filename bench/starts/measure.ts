import { startAndAsk } from './first-answer';
import { residentBytesPerStream } from './open-streams';
import { StartSample, StartSchedule } from './samples';
import { BenchmarkFailure } from '../method/measure';
import { shuffle } from '../method/shuffle';
import { Stage } from '../subjects/start';
import { StartedName, Starter } from '../subjects/starters';
import { SUBJECTS } from '../subjects/subjects';
import { SHORT_SPEECH } from '../workload/speech';

export interface StartsOptions {
  readonly stage: Pick<Stage, 'upstream' | 'starters'>;
  readonly schedule: StartSchedule;
  readonly random: () => number;
  readonly progress: (message: string) => void;
}

/**
 * Processes of their own for each subject and round, one after the other.
 * @throws BenchmarkFailure when an answer was wrong or did not come
 */
export async function measureStarts({ stage, schedule, random, progress }: StartsOptions): Promise<readonly StartSample[]> {
  const samples: StartSample[] = [];
  for (let round = 1; round <= schedule.rounds; round++) {
    progress(`starts and open streams, round ${round} of ${schedule.rounds}`);
    for (const [name, start] of shuffle([...stage.starters], random)) {
      samples.push({ round, subject: name, ...await measureStart(stage, name, start, schedule) });
    }
  }
  return samples;
}

async function measureStart(
  { upstream }: StartsOptions['stage'], name: StartedName, start: Starter, { streams }: StartSchedule,
): Promise<Pick<StartSample, 'firstAnswerMs' | 'residentBytesPerStream'>> {
  try {
    await upstream.ask('speak', SHORT_SPEECH);
    const { subject, firstAnswerMs } = await startAndAsk(start);
    try {
      return { firstAnswerMs, ...name === 'two clients' ? {} : { residentBytesPerStream: await residentBytesPerStream(upstream, subject, isGateway(name), streams) } };
    } finally {
      await subject.child.stop();
    }
  } catch (error) {
    throw new BenchmarkFailure(`${name}, start and open streams: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function isGateway(name: StartedName): boolean {
  return SUBJECTS.some((traits) => traits.name === name && traits.translates);
}
