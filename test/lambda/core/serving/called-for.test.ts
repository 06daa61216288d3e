import { calledFor } from '../../../../lambda/core/serving/called-for';
import { targetOf } from '../../../support/core/plans';

const caller = { tenant: 'a', route: 'r', requestId: '1' };
const arns = new Map([['a', 'arn-of-a'], ['b', 'arn-of-b'], ['r', 'arn-of-r']]);

test('a target is called by the profile of the tenant, or of the route', () => {
  expect(calledFor(targetOf('first', { applicationProfiles: { by: 'tenant', arns } }), caller).modelId).toBe('arn-of-a');
  expect(calledFor(targetOf('first', { applicationProfiles: { by: 'route', arns } }), caller).modelId).toBe('arn-of-r');
});

test('everything else about it stays', () => {
  const target = targetOf('first', { applicationProfiles: { by: 'tenant', arns } });
  expect(calledFor(target, caller)).toEqual({ ...target, modelId: 'arn-of-a' });
});

test('it is called by its own model for whoever has no profile, never by the profile of somebody else', () => {
  expect(calledFor(targetOf('first', { applicationProfiles: { by: 'route', arns } }), { ...caller, route: 'other' }).modelId).toBe(targetOf('first').modelId);
  const target = targetOf('first', { applicationProfiles: { by: 'tenant', arns } });
  for (const tenant of ['c', 'constructor', '']) expect(calledFor(target, { ...caller, tenant })).toBe(target);
  expect(calledFor(targetOf('first'), caller).modelId).toBe(targetOf('first').modelId);
});
