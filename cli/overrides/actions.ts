import { effectOf, Override, OverrideKind } from '../../src/contract/overrides';

/** What an action of the command does. */
export interface Action {
  readonly kind: OverrideKind;
  readonly effect: Exclude<Override['effect'], number> | 'limits';
}

type Switched = Exclude<OverrideKind, 'limit'>;

const narrowing = (kind: Switched): Action => ({ kind, effect: effectOf(kind) });
const widening = (kind: OverrideKind): Action => ({ kind, effect: 'cleared' });

/** Every action but `list`: each that takes away beside the one that gives back what the plan has. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['disable-tenant', narrowing('tenant')], ['enable-tenant', widening('tenant')],
  ['limit-tenant', { kind: 'limit', effect: 'limits' }], ['unlimit-tenant', widening('limit')],
  ['drain-target', narrowing('target')], ['restore-target', widening('target')],
  ['drain-shard', narrowing('shard')], ['restore-shard', widening('shard')],
  ['disable-route', narrowing('route')], ['enable-route', widening('route')],
]);
