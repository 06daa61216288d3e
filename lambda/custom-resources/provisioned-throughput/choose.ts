import { describeTerm, runsUntil } from './commitment';
import { ControlPlane, ControlPlaneError, find, isPassing, Throughput } from './control-plane';
import { Desired, desiredBy, isCustom, isModel } from './desired';
import { explain, ResourceFailure } from './failure';
import type { ResourceRequest } from './request';

/**
 * Which Provisioned Throughput is the resource from now on: the one that it was, one of an earlier attempt or an earlier
 * time that can be taken over, or a new one. Buys at most one, however often the same request comes.
 * @returns its ARN
 */
export async function choose(plane: ControlPlane, request: ResourceRequest, now: number): Promise<string> {
  const desired = desiredBy(request, request.ResourceProperties);
  try {
    const current = request.PhysicalResourceId === undefined ? undefined : await find(plane, request.PhysicalResourceId);
    if (current && canBecome(current, desired, request)) return current.arn;
    const existing = await find(plane, desired.name);
    if (existing) return existing.arn;
    if (current) refuseUnderCommitment(current, desired, now);
  } catch (error) {
    throw explain(`looking for '${desired.name}'`, error, 'Nothing has been bought now; if an earlier attempt has bought it, the next deployment takes it over.');
  }
  return create(plane, desired, request.RequestId);
}

/** By its name, which says so, or by what it is, in case somebody has given it another name. */
function canBecome(current: Throughput, desired: Desired, { OldResourceProperties: old }: ResourceRequest): boolean {
  if (current.name.endsWith(`-${desired.generation}`)) return true;
  const model = old?.Model === desired.model || isModel(current.modelArn, desired.model) || (isCustom(current.modelArn) && isCustom(desired.model));
  return model && current.units === desired.units && current.commitment === desired.commitment;
}

/** The old one could not be deleted, so both would be paid for. */
function refuseUnderCommitment(current: Throughput, desired: Desired, now: number): void {
  const end = runsUntil(current, now);
  if (end === undefined) return;
  throw new ResourceFailure(
    `'${current.name}' (${current.arn}) has ${current.units} model units of ${current.modelArn} and would have to be replaced by ${desired.units} of ${desired.model} `
    + `with ${desired.commitment ? `a commitment (${desired.commitment})` : 'no commitment'}, but ${describeTerm(current, end)} and both would be charged for. Nothing has been bought. `
    + 'Take the change back; for more capacity now, add a second ProvisionedThroughput beside it.',
  );
}

async function create(plane: ControlPlane, desired: Desired, token: string): Promise<string> {
  const { name, model, units, commitment, tags } = desired;
  try {
    return await plane.create({ name, model, units, commitment, tags, token });
  } catch (error) {
    const found = await lookAgain(plane, name, error);
    if (found) return found;
    const unclear = isPassing(error)
      ? `Whether it was bought is not known: if there is a Provisioned Throughput '${name}', it is charged for. The next deployment takes it over; without one, delete it.`
      : 'Nothing has been bought.';
    throw explain(`creating '${name}'`, error, unclear);
  }
}

/** An answer may have been lost, or an earlier attempt may have made what is now in the way. */
async function lookAgain(plane: ControlPlane, name: string, error: unknown): Promise<string | undefined> {
  if (!isPassing(error) && !(error instanceof ControlPlaneError && ['ConflictException', 'ValidationException'].includes(error.code))) return undefined;
  try {
    return (await find(plane, name))?.arn;
  } catch {
    return undefined;
  }
}
