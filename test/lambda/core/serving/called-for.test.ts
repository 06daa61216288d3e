import { LoadedTarget } from '../../../../lambda/core/loaded-plan';
import { calledFor } from '../../../../lambda/core/serving/called-for';
import { targetOf } from '../../../support/core/plans';

const caller = { tenant: 'a', route: 'r', requestId: '1' };
const called = (target: LoadedTarget, by = caller) => calledFor(target, by, undefined);
const arns = new Map([['a', 'arn-of-a'], ['b', 'arn-of-b'], ['r', 'arn-of-r']]);

test('a target is called by the profile of the tenant, or of the route', () => {
  expect(called(targetOf('first', { applicationProfiles: { by: 'tenant', arns } }), caller).modelId).toBe('arn-of-a');
  expect(called(targetOf('first', { applicationProfiles: { by: 'route', arns } }), caller).modelId).toBe('arn-of-r');
});

test('everything else about it stays', () => {
  const target = targetOf('first', { applicationProfiles: { by: 'tenant', arns } });
  expect(called(target, caller)).toEqual({ ...target, modelId: 'arn-of-a' });
});

test('it is called by its own model for whoever has no profile, never by the profile of somebody else', () => {
  expect(called(targetOf('first', { applicationProfiles: { by: 'route', arns } }), { ...caller, route: 'other' }).modelId).toBe(targetOf('first').modelId);
  const target = targetOf('first', { applicationProfiles: { by: 'tenant', arns } });
  for (const tenant of ['c', 'constructor', '']) expect(called(target, { ...caller, tenant })).toEqual(target);
  expect(called(targetOf('first'), caller).modelId).toBe(targetOf('first').modelId);
});

describe('a route with a guardrail', () => {
  const how = { streamProcessing: 'sync', trace: 'disabled' } as const;
  const guarded = targetOf('first', { guardrails: new Map([['r', { identifier: 'mine', version: '1' }], ['s', { identifier: 'other', version: '2' }]]) });

  test('calls a target with its own, and with that of no other route', () => {
    expect(calledFor(guarded, caller, how).guardrail).toEqual({ identifier: 'mine', version: '1', ...how });
    expect(calledFor(guarded, { ...caller, route: 's' }, how).guardrail).toMatchObject({ identifier: 'other' });
    expect(calledFor(guarded, caller, undefined).guardrail).toBeUndefined();
  });

  test.each([[guarded, 'other'], [targetOf('first'), 'r']])('calls nothing without it (%#)', (target, route) => {
    expect(() => calledFor(target, { ...caller, route }, how)).toThrow(`target first has no guardrail for route ${route}`);
  });
});
