import { describeTerm, runsUntil } from './commitment';
import { ControlPlane, ControlPlaneError, find, isPassing, Throughput } from './control-plane';
import { desiredBy } from './desired';
import { explain, quote, ResourceFailure } from './failure';
import type { Progress, WaitingRequest } from './request';

/** Deletes until it is gone. Called again and again until then, or until the time is over. */
export async function remove(plane: ControlPlane, request: WaitingRequest, now: number): Promise<Progress> {
  const { name, waitMs } = desiredBy(request, request.ResourceProperties);
  // Where a creation never got an answer, CloudFormation makes an id up: what it may have made has the name.
  const id = request.PhysicalResourceId.startsWith('arn:') ? request.PhysicalResourceId : name;
  const pending = (state: string): Progress => {
    if (now < request.BegunAt + waitMs) return { IsComplete: false };
    throw new ResourceFailure(`'${name}' (${id}) ${state} after ${Math.round(waitMs / 60_000)} minutes, the waitLimit. It is charged for until it is deleted: delete the stack again.`);
  };
  try {
    const current = await find(plane, id);
    if (!current) return { IsComplete: true };
    refuseUnderCommitment(current, now);
    const refusal = await tryToDelete(plane, current, now);
    if (refusal) return pending(`is ${current.status} and could not be deleted (${refusal.name}: ${quote(refusal.message)})`);
    return await find(plane, current.arn) ? pending('is still there') : { IsComplete: true };
  } catch (error) {
    if (isPassing(error)) return pending(`could not be deleted (${error.name}: ${quote(error.message)})`);
    throw explain(`deleting '${name}' (${id})`, error, 'It is charged for until it is deleted.');
  }
}

/** What has never been in service may be deleted all the same: Bedrock is asked. */
function refuseUnderCommitment(current: Throughput, now: number): void {
  if (current.status !== 'Creating' && current.status !== 'Failed') refuse(current, now);
}

function refuse(current: Throughput, now: number): void {
  const end = runsUntil(current, now);
  if (end === undefined) return;
  throw new ResourceFailure(
    `'${current.name}' (${current.arn}) cannot be deleted: ${describeTerm(current, end)}, and it renews itself then unless it is deleted. `
    + 'It stays in service and is charged for. Keep it in the stack, or delete the stack and retain this resource; '
    + `after that date run "aws bedrock delete-provisioned-model-throughput --provisioned-model-id ${current.arn}".`,
  );
}

/** @returns why it has to be tried again */
async function tryToDelete(plane: ControlPlane, current: Throughput, now: number): Promise<ControlPlaneError | undefined> {
  try {
    await plane.delete(current.arn);
  } catch (error) {
    if (!(error instanceof ControlPlaneError)) throw error;
    if (error.code === 'ResourceNotFoundException') return undefined;
    // Which of the two Bedrock answers while it is changing something, or while a commitment runs, is not documented.
    const busy = error.code === 'ConflictException' || (error.code === 'ValidationException' && current.status !== 'InService');
    if (!busy) throw error;
    refuse(current, now);
    return error;
  }
  return undefined;
}
