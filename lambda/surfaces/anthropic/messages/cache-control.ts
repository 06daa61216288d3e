import { ContentBlock, ConverseMessage } from '../../../core/converse';
import { optional, quoted, requireObject, unsupportedField, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** Where Anthropic marks a block, Converse has a block of its own that follows it. */
export interface CachePoint extends ContentBlock {
  readonly cachePoint: { readonly type: 'default'; readonly ttl?: '1h' };
}

/** Nothing, or the cache point that a block's `cache_control` stands for. */
export function cachePointsOf(block: JsonObject, field: string): readonly CachePoint[] {
  const given = optional(block, 'cache_control');
  return given === undefined ? [] : [cachePoint(given, field === '' ? 'cache_control' : `${field}.cache_control`)];
}

/** With `cache_control` for the whole request, the last block that can be cached is marked, unless it is already. */
export function withCachedPrefix(messages: readonly ConverseMessage[], body: JsonObject): readonly ConverseMessage[] {
  const [point] = cachePointsOf(body, '');
  const last = messages.at(-1);
  if (!point || !last) return messages;
  let end = last.content.length;
  while (last.content[end - 1]?.reasoningContent !== undefined) end--;
  if (end === 0) throw unsupportedField('cache_control', 'the last message has nothing but reasoning, which is not cached; mark an earlier block');
  if (last.content[end - 1]?.cachePoint !== undefined) return messages;
  return [...messages.slice(0, -1), { ...last, content: [...last.content.slice(0, end), point, ...last.content.slice(end)] }];
}

/** Five minutes are said by saying nothing: older models take no lifetime at all. */
function cachePoint(value: unknown, field: string): CachePoint {
  const control = requireObject(value, field);
  if (control.type !== 'ephemeral') throw wrongField(`${field}.type`, "'ephemeral'", quoted(control.type));
  checkKnownMembers(control, ['type', 'ttl'], field);
  const ttl = optional(control, 'ttl') ?? '5m';
  if (ttl !== '5m' && ttl !== '1h') throw wrongField(`${field}.ttl`, "'5m' or '1h'", quoted(ttl));
  return { cachePoint: { type: 'default', ...(ttl === '1h' ? { ttl } : {}) } };
}
