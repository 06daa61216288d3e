import { ConverseBody } from './converse';

/** What a request asks the model to keep of its prompt, by how long at most. The longer, the dearer. */
export type CacheWrites = 'none' | '5m' | '1h';

/** Where Converse takes cache points. */
const CACHE_POINT = 'cachePoint';

/** What Claude takes in its own fields, at any depth: https://platform.claude.com/docs/en/build-with-claude/prompt-caching */
const CACHE_CONTROL = 'cache_control';

/** What a cache point without a `ttl` lives for. */
const DEFAULT_TTL = '5m';

/**
 * The dearest kind of cache write that a request asks for. A lifetime that is not known counts as the dearest.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CachePointBlock.html
 */
export function cacheWritesOf({ system, messages, toolConfig, additionalModelRequestFields }: ConverseBody): CacheWrites {
  let found: CacheWrites = 'none';
  const blocks = [system, toolConfig?.tools, ...messages.map(({ content }) => content)];
  for (const marker of blocks.flatMap((list) => markersIn(list))) found = dearer(found, lifetimeOf(marker));
  for (const marker of markersWithin(additionalModelRequestFields)) found = dearer(found, lifetimeOf(marker));
  return found;
}

/** Of a body that only its model understands: wherever a marker stands in it. */
export function cacheWritesWithin(json: unknown): CacheWrites {
  return markersWithin(json).reduce<CacheWrites>((found, marker) => dearer(found, lifetimeOf(marker)), 'none');
}

function markersIn(blocks: unknown): readonly unknown[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.flatMap((block) => isObject(block) && CACHE_POINT in block ? [block[CACHE_POINT]] : []);
}

/** Without recursion: how deep a caller's own fields go is up to the caller. */
function markersWithin(fields: unknown): readonly unknown[] {
  const markers: unknown[] = [];
  const pending: unknown[] = [fields];
  while (pending.length > 0) {
    const value = pending.pop();
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object') pending.push(item);
    } else if (isObject(value)) {
      for (const name of Object.keys(value)) {
        const member = value[name];
        if (name === CACHE_CONTROL || name === CACHE_POINT) markers.push(member);
        if (typeof member === 'object') pending.push(member);
      }
    }
  }
  return markers;
}

function lifetimeOf(marker: unknown): CacheWrites {
  if (marker === undefined || marker === null) return 'none';
  const ttl = isObject(marker) ? marker.ttl ?? DEFAULT_TTL : DEFAULT_TTL;
  return ttl === DEFAULT_TTL ? '5m' : '1h';
}

function dearer(one: CacheWrites, other: CacheWrites): CacheWrites {
  if (one === '1h' || other === '1h') return '1h';
  return one === '5m' || other === '5m' ? '5m' : 'none';
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
