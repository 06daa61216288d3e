import { decideCreate, decideDelete, decideUpdate, Step } from './decide';
import { ControlError, LoggingControl } from './logging-control';
import { readProperties } from './read-properties';
import { Pacing, settle } from './settle';

/** What CloudFormation asks for. */
export interface ResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceProperties: unknown;
  /** Of an update. */
  readonly OldResourceProperties?: unknown;
}

/** Does what is asked for; the same event may come again. @throws Error with the reason that the deployment shows */
export async function handleEvent(event: ResourceEvent, control: LoggingControl, pacing: Pacing): Promise<Step> {
  if (event.RequestType === 'Delete') return remove(event, control, pacing);
  const properties = readProperties(event.ResourceProperties);
  if (event.RequestType === 'Create') return settle(control, (found) => decideCreate(found, properties), pacing);
  const previous = readProperties(event.OldResourceProperties);
  return settle(control, (found) => decideUpdate(found, properties, previous), pacing);
}

async function remove(event: ResourceEvent, control: LoggingControl, pacing: Pacing): Promise<Step> {
  const properties = readProperties(event.ResourceProperties);
  try {
    return await settle(control, (found) => decideDelete(found, properties), pacing);
  } catch (error) {
    // What should come back can be gone itself, its log group or its role. A stack must be deletable all the same.
    if (!(error instanceof ControlError && error.name === 'ValidationException' && properties.replaces)) throw error;
    return settle(control, (found) => decideDelete(found, { configuration: properties.configuration }), pacing);
  }
}
