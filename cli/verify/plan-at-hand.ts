import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyError } from '../../local/assembly/assembly-error';
import { Plan } from '../../src/contract/plan';
import { PlanSource, readDeployedPlan } from '../overrides/deployed-plan';
import { UsageError } from '../usage-error';

/** Where `cdk deploy` leaves it. */
const USUAL = 'cdk.out';

/**
 * The plan that was named, or that of the directory where the app was deployed from, if it is one.
 * @throws UsageError when one was named and cannot be read
 */
export function planAtHand(source: PlanSource, directory: string, note: (line: string) => void): Plan | undefined {
  if (source.app !== undefined || source.plan !== undefined) return read(source);
  const app = join(directory, USUAL);
  if (!existsSync(app)) return undefined;
  try {
    const plan = read({ ...source, app });
    note(`the plan is that of ${USUAL}`);
    return plan;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    note(`${USUAL} is left alone: ${error.message}`);
    return undefined;
  }
}

function read(source: PlanSource): Plan {
  try {
    return readDeployedPlan(source);
  } catch (error) {
    throw error instanceof AssemblyError ? new UsageError(`--app: ${error.message}`) : error;
  }
}
