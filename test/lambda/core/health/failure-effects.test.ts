import { FAILURE_CLASSES, FailureName } from '../../../../lambda/core/failures/failure-classes';
import { effectOf, HealthEffect } from '../../../../lambda/core/health/failure-effects';

test.each<[FailureName, HealthEffect]>([
  ['unavailable', 'counts'],
  ['serverFault', 'counts'],
  ['connection', 'counts'],
  ['brokenStream', 'counts'],
  ['modelTimeout', 'counts'],
  ['modelFault', 'counts'],
  ['throttledPerDay', 'dailyQuota'],
  ['configuration', 'configuration'],
  ['throttledPerMinute', 'none'],
  ['modelNotReady', 'none'],
  ['serviceQuota', 'none'],
  ['callerFault', 'none'],
  ['deadline', 'none'],
  ['staleConnection', 'none'],
])('%s: %s', (failure, effect) => {
  expect(effectOf(failure)).toBe(effect);
});

test('no fault of a caller and no full quota counts against a target', () => {
  for (const [name, { blame }] of Object.entries(FAILURE_CLASSES)) {
    if (blame === 'caller') expect(effectOf(name as FailureName)).toBe('none');
    if (blame === 'quota') expect(effectOf(name as FailureName)).not.toBe('counts');
  }
});
