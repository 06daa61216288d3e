import { AttributeValue, numberValue } from './attribute-value';
import { Update } from './dynamo-client';
import { attributeOf, encodeHealth } from './health-attributes';
import { SHARED_HEALTH, TABLE } from '../../../src/contract/table';
import { HealthWrite, requireDistinctTargets } from '../../core/health/health-store';

/**
 * Changes of the shared health as one conditional UpdateItem: every record must still be what was expected, and the
 * number of records, kept beside them, stays within its bound.
 * @throws Error for a write that changes nothing or one target twice
 */
export function healthUpdate(write: HealthWrite): Update {
  requireDistinctTargets(write);
  const { changes, maxTargets, expiresAt } = write;
  const names: Record<string, string> = { '#n': SHARED_HEALTH.COUNT, '#x': TABLE.TIME_TO_LIVE };
  const values: Record<string, AttributeValue> = { ':x': numberValue(expiresAt) };
  const conditions: string[] = [];
  const set = ['#x = :x'];
  const removed: string[] = [];
  let added = 0;

  changes.forEach(({ target, expected, next }, index) => {
    const name = `#t${index}`;
    names[name] = attributeOf(target);
    if (expected) {
      values[`:e${index}`] = { S: encodeHealth(expected) };
      conditions.push(`${name} = :e${index}`);
    } else {
      conditions.push(`attribute_not_exists(${name})`);
    }
    if (next) {
      values[`:v${index}`] = { S: encodeHealth(next) };
      set.push(`${name} = :v${index}`);
    } else {
      removed.push(name);
    }
    added += Number(next !== undefined) - Number(expected !== undefined);
  });

  values[':added'] = numberValue(added);
  if (added > 0) {
    values[':most'] = numberValue(maxTargets - added);
    conditions.push('(attribute_not_exists(#n) OR #n <= :most)');
  }
  return {
    expression: `SET ${set.join(', ')} ADD #n :added${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
    condition: conditions.join(' AND '),
    names,
    values,
  };
}
