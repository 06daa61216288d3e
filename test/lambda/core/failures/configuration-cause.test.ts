import { classify } from '../../../../lambda/core/failures/classify';
import { configurationCause } from '../../../../lambda/core/failures/configuration-cause';
import { UpstreamError } from '../../../../lambda/core/upstream-error';

test.each([
  ['accessDenied', 'AccessDeniedException', 403, 'You don\'t have access to the model with the specified model ID.'],
  ['accessDenied', 'SomethingNew', 403, ''],
  ['serviceControlPolicy', 'AccessDeniedException', 403, 'User: arn is not authorized to perform: bedrock:InvokeModel with an explicit deny in a service control policy'],
  ['modelNotFound', 'ResourceNotFoundException', 404, 'Could not resolve the foundation model from the provided model identifier.'],
  ['modelNotFound', 'ValidationException', 400, 'The provided model identifier is invalid.'],
  ['modelNotFound', 'ValidationException', 400, 'Invocation of model ID anthropic.claude with on-demand throughput isn’t supported. Retry'],
  ['credentials', 'CredentialsError', undefined, 'the role arn cannot be assumed: AccessDenied'],
  ['other', 'FTUFormNotFilled', 400, 'fill in the form'],
] as const)('%s: %s, %s', (cause, code, status, message) => {
  const error = new UpstreamError(code, status, message);
  expect(classify(error)).toBe('configuration');
  expect(configurationCause(error)).toBe(cause);
});
