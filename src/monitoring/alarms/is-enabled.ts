import { IConstruct } from 'constructs';
import { AlarmOptions } from './alarm-options';
import { ResilientInferenceError } from '../../private/errors';

export interface Enabled {
  /** The alarm's member of `alarmOptions`. */
  readonly name: string;
  readonly options: AlarmOptions | undefined;
  /** Why nothing can set it off as the gateway is, and what would change that. Absent: something can. */
  readonly impossible?: string;
}

/** Whether there is such an alarm. One that was asked for and can never go off would be trusted in vain. */
export function isEnabled(scope: IConstruct, { name, options, impossible }: Enabled): boolean {
  if (impossible === undefined) return options?.enabled ?? true;
  if (!options?.enabled) return false;
  throw new ResilientInferenceError('ContradictoryProperties', `alarmOptions.${name}.enabled is true, but nothing could set the alarm off: ${impossible}, or remove ${name}`, scope);
}
