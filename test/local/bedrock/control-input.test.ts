import { MemorySinks, NOVA, US_SONNET, VirtualClock } from './support';
import { createBedrock, parseBehaviour, parseFault, parseQuota } from '../../../local/bedrock';

describe('parseFault', () => {
  test.each([
    ['an error', { kind: 'error', name: 'ModelErrorException', message: 'no', fields: { originalStatusCode: 400 }, retryAfterSeconds: 0 }],
    ['an error of its own', { kind: 'error', name: 'TeapotException', status: 418 }],
    ['a denial', { kind: 'error', name: 'ServiceControlPolicyDeny' }],
    ['a throttle', { kind: 'throttle', dimension: 'tokensPerDay' }],
    ['an outage', { kind: 'outage', mode: 'silence' }],
    ['latency', { kind: 'latency', ms: 10 }],
    ['a cut', { kind: 'cut', afterEvents: 0 }],
    ['an end', { kind: 'end', afterEvents: 3 }],
    ['a stall', { kind: 'stall', afterEvents: 3, ms: 10 }],
    ['a malformed frame', { kind: 'malformedFrame', afterEvents: 3 }],
    ['a stream exception', { kind: 'streamException', afterEvents: 3, name: 'ThrottlingException', message: 'slow', fields: {} }],
    ['a content filter', { kind: 'contentFilter' }],
  ])('reads %s as it is', (_what, fault) => {
    const rule = { match: { account: '1', region: 'r', inferenceRegion: 'i', model: 'm', operation: 'Converse' }, fault, count: 2, forMs: 100 };
    expect(parseFault(rule)).toEqual(rule);
  });

  test('fills in what is left out', () => {
    expect(parseFault({ fault: { kind: 'outage' } })).toEqual({ match: {}, fault: { kind: 'outage', mode: 'unavailable' } });
    expect(parseFault({ fault: { kind: 'throttle' } }).fault).toEqual({ kind: 'throttle', dimension: 'requestsPerMinute' });
  });

  test('takes the name of a stream exception as it stands on the wire', () => {
    const rule = parseFault({ fault: { kind: 'streamException', name: 'throttlingException', afterEvents: 1 } });
    expect(rule.fault).toMatchObject({ name: 'ThrottlingException' });
  });

  test.each<[string, unknown, string]>([
    ['no object', 'outage', 'faultRule: received "outage"; expected a JSON object.'],
    ['an unknown field', { fault: { kind: 'outage' }, when: 1 }, 'faultRule.when: unknown field'],
    ['no fault', {}, 'fault: received nothing; expected a JSON object.'],
    ['an unknown kind', { fault: { kind: 'fire' } }, 'fault.kind: received "fire"; expected one of error, throttle, outage'],
    ['a kind inherited by every object', { fault: { kind: 'toString' } }, 'fault.kind: received "toString"'],
    ['a field of another kind', { fault: { kind: 'cut', afterEvents: 1, ms: 2 } }, 'fault.ms: unknown field; the known ones are kind, afterEvents.'],
    ['no number of events', { fault: { kind: 'cut' } }, 'fault.afterEvents: received nothing; expected a whole number of at least 0'],
    ['a negative number of events', { fault: { kind: 'cut', afterEvents: -1 } }, 'fault.afterEvents: received -1'],
    ['half a millisecond', { fault: { kind: 'latency', ms: 0.5 } }, 'fault.ms: received 0.5'],
    ['a stall without a duration', { fault: { kind: 'stall', afterEvents: 1 } }, 'fault.ms: received nothing'],
    ['an error without a name', { fault: { kind: 'error' } }, 'fault.name: received nothing'],
    ['an unknown error without a status', { fault: { kind: 'error', name: 'Odd' } }, 'fault.status: received nothing; expected a status because Odd'],
    ['a status that is no error', { fault: { kind: 'error', name: 'Odd', status: 200 } }, 'fault.status: received 200'],
    ['a status beyond HTTP', { fault: { kind: 'error', name: 'Odd', status: 600 } }, 'fault.status: received 600'],
    ['a name that breaks its header', { fault: { kind: 'error', name: 'a:b\r\n', status: 400 } }, 'fault.name: received "a:b'],
    ['fields that are a list', { fault: { kind: 'error', name: 'ThrottlingException', fields: [] } }, 'fault.fields: received []'],
    ['an unknown dimension', { fault: { kind: 'throttle', dimension: 'hour' } }, 'fault.dimension: received "hour"'],
    ['an unknown outage', { fault: { kind: 'outage', mode: 'flood' } }, 'fault.mode: received "flood"; expected one of unavailable, reset, silence'],
    ['an exception that no stream has', { fault: { kind: 'streamException', name: 'AccessDeniedException', afterEvents: 0 } }, 'fault.name: received "AccessDenied'],
    ['a count of 0', { fault: { kind: 'outage' }, count: 0 }, 'faultRule.count: received 0; expected a whole number of at least 1'],
    ['an endless duration', { fault: { kind: 'outage' }, forMs: 'ever' }, 'faultRule.forMs: received "ever"'],
    ['a match that is text', { fault: { kind: 'outage' }, match: 'all' }, 'match: received "all"'],
    ['an unknown match', { fault: { kind: 'outage' }, match: { zone: 'a' } }, 'match.zone: unknown field'],
    ['an empty Region', { fault: { kind: 'outage' }, match: { region: '' } }, 'match.region: received ""; expected a non-empty string'],
    ['an unknown operation', { fault: { kind: 'outage' }, match: { operation: 'converse' } }, 'match.operation: received "converse"; expected one of Converse,'],
  ])('refuses %s', (_what, json, message) => {
    expect(() => parseFault(json)).toThrow(message);
  });
});

describe('parseQuota', () => {
  test('parts the selector from the limits', () => {
    expect(parseQuota({ account: '1', region: 'us-east-1', model: US_SONNET, requestsPerMinute: 0, tokensPerMinute: null, tokensPerDay: 9 })).toEqual({
      selector: { account: '1', region: 'us-east-1', model: US_SONNET },
      limits: { requestsPerMinute: 0, tokensPerMinute: null, tokensPerDay: 9 },
    });
  });

  test.each<[string, unknown, string]>([
    ['no object', null, 'quota: received null; expected a JSON object.'],
    ['an unknown field', { model: NOVA, rpm: 1 }, 'quota.rpm: unknown field'],
    ['no model', { requestsPerMinute: 1 }, 'quota.model: received nothing'],
    ['a model that is none', { model: 'claude', requestsPerMinute: 1 }, 'quota.model: received "claude"; expected a model id'],
    ['no limit', { model: NOVA }, 'quota: no limit given'],
    ['a negative limit', { model: NOVA, tokensPerMinute: -1 }, 'quota.tokensPerMinute: received -1'],
    ['a limit in words', { model: NOVA, tokensPerDay: 'many' }, 'quota.tokensPerDay: received "many"'],
    ['an account that is a number', { model: NOVA, account: 1, tokensPerDay: 1 }, 'quota.account: received 1'],
  ])('refuses %s', (_what, json, message) => {
    expect(() => parseQuota(json)).toThrow(message);
  });
});

describe('parseBehaviour', () => {
  test('reads every field, and none', () => {
    const behaviour = { model: NOVA, timeToFirstTokenMs: 1, interTokenMs: 2, outputTokens: 3, charactersPerToken: 4 };
    expect(parseBehaviour(behaviour)).toEqual(behaviour);
    expect(parseBehaviour({})).toEqual({});
  });

  test.each<[string, unknown, string]>([
    ['no object', [], 'behaviour: received []; expected a JSON object.'],
    ['an unknown field', { speed: 1 }, 'behaviour.speed: unknown field'],
    ['no tokens', { outputTokens: 0 }, 'behaviour.outputTokens: received 0; expected a whole number of at least 1'],
    ['too many tokens', { outputTokens: 64_001 }, 'behaviour.outputTokens: received 64001; expected at most 64000'],
    ['tokens without a character', { charactersPerToken: 0 }, 'behaviour.charactersPerToken: received 0; expected a whole number of at least 1'],
    ['too long tokens', { charactersPerToken: 10_001 }, 'behaviour.charactersPerToken: received 10001; expected at most 10000'],
    ['a negative time', { interTokenMs: -1 }, 'behaviour.interTokenMs: received -1'],
    ['a time in words', { timeToFirstTokenMs: 'soon' }, 'behaviour.timeToFirstTokenMs: received "soon"'],
  ])('refuses %s', (_what, json, message) => {
    expect(() => parseBehaviour(json)).toThrow(message);
  });
});

test('what is described is plain JSON, and its quotas and behaviours can be read back', () => {
  const bedrock = createBedrock({ clock: new VirtualClock(), sinks: new MemorySinks() });
  bedrock.setQuota({ model: US_SONNET, account: '1' }, { requestsPerMinute: 5 });
  bedrock.setBehaviour({ model: NOVA, outputTokens: 3 });
  bedrock.addFault(parseFault({ fault: { kind: 'cut', afterEvents: 1 }, count: 3 }));
  const description = JSON.parse(JSON.stringify(bedrock.describe()));
  expect(description).toEqual({
    quotas: [{ account: '1', model: US_SONNET, requestsPerMinute: 5 }],
    faults: [{ id: 'fault-1', match: {}, fault: { kind: 'cut', afterEvents: 1 }, remaining: 3 }],
    behaviours: [{ model: NOVA, outputTokens: 3 }],
  });
  expect(parseQuota(description.quotas[0]).limits).toEqual({ requestsPerMinute: 5 });
  expect(parseBehaviour(description.behaviours[0])).toEqual(bedrock.describe().behaviours[0]);
});
