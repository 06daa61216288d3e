import { classify } from '../../../../lambda/core/failures/classify';
import { FAILURE_CLASSES, failureClass, FailureName } from '../../../../lambda/core/failures/failure-classes';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const classOf = (code: string, status?: number, message = 'no words', originalStatusCode?: number): FailureName =>
  classify(new UpstreamError(code, status, message, originalStatusCode === undefined ? {} : { originalStatusCode }));

describe('exceptions of the service model', () => {
  const MODELED: readonly (readonly [code: string, status: number, failure: FailureName])[] = [
    ['ValidationException', 400, 'callerFault'],
    ['ServiceQuotaExceededException', 400, 'serviceQuota'],
    ['AccessDeniedException', 403, 'configuration'],
    ['ResourceNotFoundException', 404, 'configuration'],
    ['ModelTimeoutException', 408, 'modelTimeout'],
    ['ModelErrorException', 424, 'modelFault'],
    ['ModelStreamErrorException', 424, 'modelFault'],
    ['ThrottlingException', 429, 'throttledPerMinute'],
    ['ModelNotReadyException', 429, 'modelNotReady'],
    ['InternalServerException', 500, 'serverFault'],
    ['ServiceUnavailableException', 503, 'unavailable'],
  ];

  it.each(MODELED)('%s with status %i is %s', (code, status, failure) => {
    expect(classOf(code, status)).toBe(failure);
  });

  it.each(MODELED)('%s inside a stream, where it has no status, is the same as with %i', (code, _status, failure) => {
    expect(classOf(code)).toBe(failure);
  });

  it('goes by the name when name and status disagree', () => {
    expect(classOf('ServiceUnavailableException', 400)).toBe('unavailable');
  });
});

describe('throttling', () => {
  it.each([
    ['Too many tokens, please wait before trying again.', 'throttledPerMinute'],
    ['Too many requests, please wait before trying again.', 'throttledPerMinute'],
    ['Too many tokens per minute', 'throttledPerMinute'],
    ['Too many tokens per day, please wait before trying again.', 'throttledPerDay'],
    ['TOO MANY TOKENS PER DAY', 'throttledPerDay'],
  ] as const)('"%s" is %s', (message, failure) => {
    expect(classOf('ThrottlingException', 429, message)).toBe(failure);
    expect(classOf('ThrottlingException', undefined, message)).toBe(failure);
    expect(classOf('SlowDown', 429, message)).toBe(failure);
  });

  it('is for the day only when the message begins so, not when it repeats such words', () => {
    expect(classOf('ThrottlingException', 429, 'Too many requests for "too many tokens per day"')).toBe('throttledPerMinute');
    expect(classOf('SlowDown', 429, 'slow down: too many tokens per day')).toBe('throttledPerMinute');
  });
});

describe('model errors', () => {
  it.each(['ModelErrorException', 'ModelStreamErrorException'])('%s that comes from a refused request is the caller\'s fault', (code) => {
    expect(classOf(code, 424, 'too long', 400)).toBe('callerFault');
    expect(classOf(code, undefined, 'too long', 422)).toBe('callerFault');
    expect(classOf(code, 424, 'odd', 499)).toBe('callerFault');
  });

  it.each(['ModelErrorException', 'ModelStreamErrorException'])('%s that comes from a broken model is the model\'s fault', (code) => {
    expect(classOf(code, 424, 'crashed', 500)).toBe('modelFault');
    expect(classOf(code, undefined, 'crashed', 503)).toBe('modelFault');
    expect(classOf(code, 424, 'odd', 399)).toBe('modelFault');
  });
});

describe('mistakes in how the gateway is set up', () => {
  it.each([
    ['ValidationException', 400, 'Invocation of model ID x with on-demand throughput isn’t supported. Retry with an inference profile.'],
    ['ValidationException', 400, 'Invocation of model ID x with on-demand throughput isn\'t supported.'],
    ['ValidationException', 400, 'Invocation of model ID arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0 with on-demand throughput isn’t supported.'],
    ['ValidationException', 400, 'Operation not allowed'],
    ['ValidationException', 400, 'The provided model identifier is invalid.'],
    ['FTUFormNotFilled', 404, 'Model use case details have not been submitted for this account.'],
    ['MPAgreementBeingCreated', 403, 'The AWS Marketplace subscription is being created. Try again after 15 minutes.'],
    ['AccessDeniedException', 403, 'Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace actions'],
    ['AccessDeniedException', 403, 'User is not authorized to perform: bedrock:InvokeModel with an explicit deny in a service control policy'],
    ['IncompleteSignature', 400, 'The request signature does not conform'],
    ['NotAuthorized', 400, 'You do not have permission'],
    ['RequestExpired', 400, 'The request reached the service too late'],
    ['InvalidClientTokenId', 403, 'The security token is invalid'],
    ['CredentialsError', undefined, 'the role could not be assumed'],
  ] as const)('%s %s "%s" is never blamed on the caller', (code, status, message) => {
    expect(classOf(code, status, message)).toBe('configuration');
    expect(failureClass('configuration')).toMatchObject({ blame: 'configuration', otherTarget: true, answer: 'unavailable' });
  });

  it('speaks of the setup only in the words that Bedrock uses', () => {
    expect(classOf('ValidationException', 400, 'The tool choice is not allowed')).toBe('callerFault');
  });
});

describe('the caller\'s own mistakes', () => {
  const SET_UP = [
    'operation not allowed', 'Operation not allowed', 'The provided model identifier is invalid.',
    'Invocation of model ID x with on-demand throughput isn\'t supported.',
  ];
  const REPEATS: readonly ((words: string) => string)[] = [
    (words) => `The model returned the following errors: ${words}: Extra inputs are not permitted`,
    (words) => `The model returned the following errors: ${words}`,
    (words) => `1 validation error detected: Value '${words}' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint`,
    (words) => `12 validation errors detected: Value '${words}' at 'x' failed to satisfy constraint`,
    (words) => `Malformed input request: #: extraneous key [${words}] is not permitted, please reformat your input and try again.`,
    (words) => `${words}: Extra inputs are not permitted`,
    (words) => `messages.0: ${words}`,
  ];

  it.each(REPEATS.flatMap((repeat) => SET_UP.map((words) => [repeat(words)])))(
    'never look like a wrong set-up, which would take the target from everybody: "%s"', (message) => {
      expect(classOf('ValidationException', 400, message)).toBe('callerFault');
      expect(classOf('ValidationException', undefined, message)).toBe('callerFault');
    });

  it.each([
    'The model returned the following errors: prompt is too long: Extra inputs are not permitted',
    'The model returned the following errors: #: extraneous key [context window] is not permitted',
    'Malformed input request: #: extraneous key [input is too long] is not permitted, please reformat your input and try again.',
    '2 validation errors detected: Value \'prompt is too long\' at \'x\' failed to satisfy constraint; Value \'context limit\' at \'y\' is not valid',
  ])('do not open the way to the models for long requests by the name of a field: "%s"', (message) => {
    expect(classOf('ValidationException', 400, message)).toBe('callerFault');
  });

  it.each([
    ['ValidationException', 'messages.1: roles must alternate'],
    ['ValidationException', ''],
    ['SomethingNew', 'a message nobody has seen'],
  ])('%s with status 400 stays the caller\'s: "%s"', (code, message) => {
    expect(classOf(code, 400, message)).toBe('callerFault');
  });

  it.each([
    'Input is too long for requested model.',
    'The model returned the following errors: prompt is too long: 210000 tokens > 200000 maximum',
    'The model returned the following errors: input length and `max_tokens` exceed context limit: 190000 + 64000 > 200000',
    'This model\'s maximum context length is 128000 tokens.',
    'The model returned the following errors: This model\'s maximum context length is 131072 tokens. However, you requested 131134 tokens',
    'The model returned the following errors: Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.',
    'The model returned the following errors: Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    '400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count: 9279',
    'The model returned the following errors: too many tokens: total number of tokens in the prompt cannot exceed 128000',
  ])('a request that is too long is told from the others: "%s"', (message) => {
    expect(classOf('ValidationException', 400, message)).toBe('contextExceeded');
    expect(classOf('ValidationException', undefined, message)).toBe('contextExceeded');
    expect(failureClass('contextExceeded')).toEqual({ blame: 'caller', otherTarget: false, answer: 'invalidRequest' });
  });

  it('is the same everywhere, so nothing else is tried', () => {
    expect(failureClass('callerFault')).toEqual({ blame: 'caller', otherTarget: false, answer: 'invalidRequest' });
  });
});

describe('names that the table does not know', () => {
  it.each([
    [400, 'callerFault'],
    [401, 'configuration'],
    [403, 'configuration'],
    [404, 'configuration'],
    [408, 'modelTimeout'],
    [409, 'configuration'],
    [413, 'callerFault'],
    [424, 'modelFault'],
    [429, 'throttledPerMinute'],
    [451, 'configuration'],
    [499, 'configuration'],
    [500, 'serverFault'],
    [502, 'serverFault'],
    [503, 'unavailable'],
    [504, 'serverFault'],
    [529, 'unavailable'],
    [599, 'serverFault'],
    [302, 'serverFault'],
  ] as const)('status %i is %s', (status, failure) => {
    expect(classOf('NeverSeenBefore', status)).toBe(failure);
  });

  it('is the service\'s fault without a status', () => {
    expect(classOf('NeverSeenBefore')).toBe('serverFault');
  });

  it('does not take a part of a known name for the name', () => {
    expect(classOf('MyThrottlingException', 500)).toBe('serverFault');
  });
});

describe('what goes wrong below HTTP', () => {
  it('on a connection that an earlier call had left open says nothing about the target', () => {
    expect(classify(new UpstreamError('ConnectionError', undefined, 'read ECONNRESET', { reusedSocket: true }))).toBe('staleConnection');
    expect(classify(new UpstreamError('ConnectionError', undefined, 'read ECONNRESET', { reusedSocket: false }))).toBe('connection');
  });

  it.each([
    ['CredentialsUnavailable', 'unavailable'],
    ['ConnectionError', 'connection'],
    ['MalformedFrame', 'brokenStream'],
    ['MalformedAnswer', 'brokenStream'],
    ['IncompleteStream', 'brokenStream'],
    ['DeadlineExceeded', 'deadline'],
  ] as const)('%s is %s', (code, failure) => {
    expect(classOf(code)).toBe(failure);
  });
});

describe('the failure classes', () => {
  const NAMES = Object.keys(FAILURE_CLASSES) as FailureName[];

  it.each(NAMES)('%s is reached by an error that exists', (name) => {
    expect(classify(ERROR_OF_FAILURE[name]())).toBe(name);
  });

  it('pauses at least a second before it burdens a throttled target again', () => {
    expect(failureClass('throttledPerMinute').sameTargetAfterMs).toBeGreaterThanOrEqual(1_000);
  });

  it.each(['throttledPerDay', 'serviceQuota', 'configuration', 'callerFault', 'modelTimeout', 'deadline'] as const)(
    '%s is not tried again at the same target', (name) => {
      expect(failureClass(name).sameTargetAfterMs).toBeUndefined();
    });
});
