import { BEDROCK_ERRORS } from '../bedrock-error';
import {
  expectField, isObject, JsonObject, readChoice, readObject, readOptionalString, readOptionalWhole, readWhole, rejectUnknownFields,
} from '../json-fields';
import { OPERATION_NAMES } from '../operation';
import { Fault, FaultMatch, FaultRule, STREAM_EXCEPTIONS } from './fault';
import { SERVICE_CONTROL_POLICY_DENY } from './fault-error';

type Parser = (fault: JsonObject) => Fault;

const PATH = 'fault';
const QUOTA_DIMENSIONS = ['requestsPerMinute', 'tokensPerMinute', 'tokensPerDay'] as const;
const OUTAGE_MODES = ['unavailable', 'reset', 'silence'] as const;

const PARSERS: { readonly [kind in Fault['kind']]: Parser } = {
  error: parseError,
  throttle: (fault) => ({
    kind: 'throttle',
    dimension: fault.dimension === undefined ? 'requestsPerMinute' : readChoice(fault, 'dimension', PATH, QUOTA_DIMENSIONS),
  }),
  outage: (fault) => ({ kind: 'outage', mode: fault.mode === undefined ? 'unavailable' : readChoice(fault, 'mode', PATH, OUTAGE_MODES) }),
  latency: (fault) => ({ kind: 'latency', ms: readWhole(fault, 'ms', PATH) }),
  cut: (fault) => ({ kind: 'cut', afterEvents: readWhole(fault, 'afterEvents', PATH) }),
  end: (fault) => ({ kind: 'end', afterEvents: readWhole(fault, 'afterEvents', PATH) }),
  stall: (fault) => ({ kind: 'stall', afterEvents: readWhole(fault, 'afterEvents', PATH), ms: readWhole(fault, 'ms', PATH) }),
  malformedFrame: (fault) => ({ kind: 'malformedFrame', afterEvents: readWhole(fault, 'afterEvents', PATH) }),
  streamException: parseStreamException,
  contentFilter: () => ({ kind: 'contentFilter' }),
};

const FIELDS: { readonly [kind in Fault['kind']]: readonly string[] } = {
  error: ['name', 'status', 'message', 'fields', 'retryAfterSeconds'],
  throttle: ['dimension'],
  outage: ['mode'],
  latency: ['ms'],
  cut: ['afterEvents'],
  end: ['afterEvents'],
  stall: ['afterEvents', 'ms'],
  malformedFrame: ['afterEvents'],
  streamException: ['afterEvents', 'name', 'message', 'fields'],
  contentFilter: [],
};

const KINDS = Object.keys(PARSERS) as Fault['kind'][];

/**
 * Reads `{ match?, fault: { kind, … }, count?, forMs? }`.
 * @throws Error naming the field that is wrong
 */
export function parseFault(json: unknown): FaultRule {
  const rule = readObject(json, 'faultRule');
  rejectUnknownFields(rule, 'faultRule', ['match', 'fault', 'count', 'forMs']);
  const fault = readObject(rule.fault, PATH);
  const kind = readChoice(fault, 'kind', PATH, KINDS);
  rejectUnknownFields(fault, PATH, ['kind', ...FIELDS[kind]]);
  const count = readOptionalWhole(rule, 'count', 'faultRule', 1);
  const forMs = readOptionalWhole(rule, 'forMs', 'faultRule', 1);
  return {
    match: parseMatch(rule.match),
    fault: PARSERS[kind](fault),
    ...(count === undefined ? {} : { count }),
    ...(forMs === undefined ? {} : { forMs }),
  };
}

function parseMatch(json: unknown): FaultMatch {
  if (json === undefined) return {};
  const match = readObject(json, 'match');
  rejectUnknownFields(match, 'match', ['account', 'region', 'inferenceRegion', 'model', 'operation']);
  for (const name of ['account', 'region', 'inferenceRegion', 'model']) readOptionalString(match, name, 'match');
  if (match.operation !== undefined) readChoice(match, 'operation', 'match', OPERATION_NAMES);
  return match;
}

function parseError(fault: JsonObject): Fault {
  const name = readOptionalString(fault, 'name', PATH) ?? expectField('fault.name', undefined, 'the name of an error');
  const status = readOptionalWhole(fault, 'status', PATH, 400);
  if (status !== undefined && status > 599) expectField('fault.status', status, 'an HTTP status from 400 to 599');
  const known = [...Object.keys(BEDROCK_ERRORS), SERVICE_CONTROL_POLICY_DENY];
  if (status === undefined && !known.includes(name)) {
    throw new Error(`fault.status: received nothing; expected a status because ${name} is not one of ${known.join(', ')}.`);
  }
  // The name travels in a header, before a colon.
  if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(name)) expectField('fault.name', name, 'letters, digits and _ . - only');
  const retryAfterSeconds = readOptionalWhole(fault, 'retryAfterSeconds', PATH);
  return {
    kind: 'error',
    name,
    ...(status === undefined ? {} : { status }),
    ...readTexts(fault),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function parseStreamException(fault: JsonObject): Fault {
  const given = fault.name;
  const name = STREAM_EXCEPTIONS.find((known) => typeof given === 'string' && known.toLowerCase() === given.toLowerCase());
  if (name === undefined) expectField('fault.name', given, `one of ${STREAM_EXCEPTIONS.join(', ')}`);
  return { kind: 'streamException', name, afterEvents: readWhole(fault, 'afterEvents', PATH), ...readTexts(fault) };
}

function readTexts(fault: JsonObject): { readonly message?: string; readonly fields?: JsonObject } {
  const message = readOptionalString(fault, 'message', PATH);
  if (fault.fields !== undefined && !isObject(fault.fields)) expectField('fault.fields', fault.fields, 'a JSON object');
  return { ...(message === undefined ? {} : { message }), ...(isObject(fault.fields) ? { fields: fault.fields } : {}) };
}
