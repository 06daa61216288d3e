import { describeTerm, runsUntil } from './commitment';
import { ControlPlane, ControlPlaneError, find, isPassing, Throughput, UpdateRequest } from './control-plane';
import { Desired, desiredBy, isCustom, isModel } from './desired';
import { explain, quote, ResourceFailure } from './failure';
import type { Progress, WaitingRequest } from './request';

/** What was made a moment ago may not be found yet. */
const SETTLING_MS = 2 * 60_000;

const PENDING: Progress = { IsComplete: false };

/** Brings what was chosen nearer to what is wanted. Called again and again until it is that, or until the time is over. */
export async function reconcile(plane: ControlPlane, request: WaitingRequest, now: number): Promise<Progress> {
  const desired = desiredBy(request, request.ResourceProperties);
  const arn = request.PhysicalResourceId;
  let current: Throughput | undefined;
  try {
    current = await find(plane, arn);
    if (!current) return await missing(desired, request, now);
    if (current.status === 'Failed') throw await failed(plane, current, request, now);
    if (current.status !== 'InService') return await waiting(plane, request, now, `is still ${current.status}`, current);
    const changes = changesTo(current, desired);
    if (changes) {
      await plane.update(arn, changes);
      return await waiting(plane, request, now, `has not been changed yet${current.failure === undefined ? '' : ` (${quote(current.failure)})`}`, current);
    }
    await setTags(plane, request, desired);
    return { IsComplete: true, Data: attributesOf(current) };
  } catch (error) {
    const passing = isPassing(error) || (error instanceof ControlPlaneError && ['ConflictException', 'ResourceNotFoundException'].includes(error.code));
    if (passing) return waiting(plane, request, now, `cannot be asked or changed (${error.name}: ${quote(error.message)})`, current);
    throw explain(`bringing '${desired.name}' (${arn}) up to date`, error);
  }
}

function changesTo(current: Throughput, { name, model }: Desired): UpdateRequest | undefined {
  const swap = isCustom(model) && !isModel(current.modelArn, model);
  if (current.name === name && !swap) return undefined;
  return { ...current.name !== name && { name }, ...swap && { model } };
}

/** Also of a new one, which may be an old one that was taken over. */
async function setTags(plane: ControlPlane, request: WaitingRequest, { tags }: Desired): Promise<void> {
  const gone = Object.keys(request.OldResourceProperties?.Tags ?? {}).filter((key) => !Object.hasOwn(tags, key));
  if (gone.length > 0) await plane.untag(request.PhysicalResourceId, gone);
  if (Object.keys(tags).length > 0) await plane.tag(request.PhysicalResourceId, tags);
}

function attributesOf({ arn, name, commitmentEnd }: Throughput): Readonly<Record<string, string>> {
  return {
    ProvisionedModelArn: arn,
    ProvisionedModelName: name,
    ...commitmentEnd !== undefined && { CommitmentExpirationTime: new Date(commitmentEnd).toISOString() },
  };
}

async function missing(desired: Desired, request: WaitingRequest, now: number): Promise<Progress> {
  if (now < request.BegunAt + SETTLING_MS) return PENDING;
  throw new ResourceFailure(`'${desired.name}' (${request.PhysicalResourceId}) does not exist any more: somebody has deleted it meanwhile. Deploy again to have another one.`);
}

async function waiting(plane: ControlPlane, request: WaitingRequest, now: number, state: string, current?: Throughput): Promise<Progress> {
  const { name, waitMs } = desiredBy(request, request.ResourceProperties);
  if (now < request.BegunAt + waitMs) return PENDING;
  const rest = current ? await giveUp(plane, current, request, now) : `If ${request.PhysicalResourceId} exists, it is charged for.`;
  throw new ResourceFailure(
    `'${name}' (${request.PhysicalResourceId}) ${state} after ${Math.round(waitMs / 60_000)} minutes, the waitLimit. ${rest}`,
  );
}

async function failed(plane: ControlPlane, current: Throughput, request: WaitingRequest, now: number): Promise<ResourceFailure> {
  const said = quote(current.failure ?? 'Amazon Bedrock does not say why.');
  return new ResourceFailure(`'${current.name}' (${current.arn}) is Failed: ${said} ${await giveUp(plane, current, request, now)}`);
}

/**
 * Deletes what this very request has begun to make: it may be that nobody asks for that, or that an answer to it is lost.
 * What was in service before is never touched.
 * @returns what has become of it
 */
async function giveUp(plane: ControlPlane, current: Throughput, request: WaitingRequest, now: number): Promise<string> {
  if (current.arn === request.FormerResourceId || !['Creating', 'Failed'].includes(current.status)) return `It is there and charged for: ${current.arn}.`;
  try {
    await plane.delete(current.arn);
    return 'It has been deleted.';
  } catch (error) {
    const end = runsUntil(current, now);
    const why = error instanceof ControlPlaneError ? error.name : 'an error';
    return `It could not be deleted (${why}), so it may be charged for${end === undefined ? '' : `, and ${describeTerm(current, end)}`}: `
      + `delete it with "aws bedrock delete-provisioned-model-throughput --provisioned-model-id ${current.arn}" if it is still there.`;
  }
}
