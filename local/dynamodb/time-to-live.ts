import { isRecord, type Json } from './shapes';
import type { Table } from './tables';
import { AwsError } from '../aws/service';

/** Remembers the attribute. Expired items stay: AWS, too, promises no more than to delete them within days. */
export function updateTimeToLive(table: Table, input: Json): Json {
  const specification = input.TimeToLiveSpecification;
  if (!isRecord(specification) || typeof specification.AttributeName !== 'string' || typeof specification.Enabled !== 'boolean') {
    throw new AwsError('ValidationException', 400, 'TimeToLiveSpecification needs AttributeName (text) and Enabled (true or false)');
  }
  const { AttributeName: attribute, Enabled: enabled } = specification;
  if (enabled && table.ttlAttribute !== undefined) throw new AwsError('ValidationException', 400, 'TimeToLive is already enabled');
  if (!enabled && table.ttlAttribute !== attribute) throw new AwsError('ValidationException', 400, 'TimeToLive is already disabled');
  table.ttlAttribute = enabled ? attribute : undefined;
  return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
}

export function describeTimeToLive(table: Table): Json {
  return {
    TimeToLiveDescription: table.ttlAttribute === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName: table.ttlAttribute },
  };
}
