import { Profile } from '../profile';
import { Stage } from '../stage/stage';

/**
 * Lets the containers live through minutes: by waiting for them, or by moving the clocks of the containers.
 * @returns goes to so many milliseconds from now
 */
export function timeline(stage: Pick<Stage, 'setClocks'>, { realMinutes }: Pick<Profile, 'realMinutes'>): (ms: number) => Promise<void> {
  const startedAt = Date.now();
  return async (ms) => {
    const left = startedAt + ms - Date.now();
    if (realMinutes) await new Promise((resolve) => setTimeout(resolve, left));
    else stage.setClocks(left);
  };
}
