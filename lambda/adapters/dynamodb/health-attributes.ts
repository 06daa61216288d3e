import { Item, readString } from './attribute-value';
import { SHARED_HEALTH } from '../../../src/contract/table';
import { SharedHealth } from '../../core/health/health-store';
import { OpenCause, TargetHealth } from '../../core/health/target-health';

const CAUSES: readonly string[] = ['failures', 'dailyQuota', 'configuration'] satisfies readonly OpenCause[];

/** The attribute that holds a target's record. */
export function attributeOf(target: string): string {
  return `${SHARED_HEALTH.TARGET_PREFIX}${target}`;
}

/** The text of a record: always the same for the same record, because writes compare it. */
export function encodeHealth(health: TargetHealth): string {
  switch (health.kind) {
    case 'suspect': return JSON.stringify({ kind: health.kind, failures: health.failures });
    case 'recovering': return JSON.stringify({ kind: health.kind, since: health.since, openMs: health.openMs, failures: health.failures });
    case 'open': return JSON.stringify({
      kind: health.kind, cause: health.cause, openedAt: health.openedAt, openUntil: health.openUntil, openMs: health.openMs,
    });
  }
}

/** What cannot be read is left out: its target counts as healthy until it fails, in each container by itself. */
export function parseHealthItem(item: Item): SharedHealth {
  const health = new Map<string, TargetHealth>();
  for (const name of Object.keys(item)) {
    if (!name.startsWith(SHARED_HEALTH.TARGET_PREFIX)) continue;
    const record = parseHealth(readString(item, name));
    if (record) health.set(name.slice(SHARED_HEALTH.TARGET_PREFIX.length), record);
  }
  return health;
}

function parseHealth(text: string | undefined): TargetHealth | undefined {
  const record = parseObject(text);
  const { kind, cause, openedAt, openUntil, openMs, since, failures } = record;
  if (kind === 'open' && isCause(cause) && isTime(openedAt) && isTime(openUntil) && isTime(openMs)) return { kind, cause, openedAt, openUntil, openMs };
  if (!Array.isArray(failures) || !failures.every(isTime)) return undefined;
  if (kind === 'suspect') return { kind, failures };
  if (kind === 'recovering' && isTime(since) && isTime(openMs)) return { kind, since, openMs, failures };
  return undefined;
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isCause(value: unknown): value is OpenCause {
  return typeof value === 'string' && CAUSES.includes(value);
}
