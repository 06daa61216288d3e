import { guardrailHeaders, guardrailMembers } from './guardrail-parts';
import { serializeRequest } from './serialized-body';
import { InvokeSettings } from '../../core/invoke/invoke-body';
import { CalledGuardrail, CountCall, ModelCall } from '../../core/ports';
import { AwsCall } from '../aws/aws-transport';
import { payloadOf } from '../aws/payload';

interface Operation {
  readonly segment: string;
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json';
const EVENT_STREAM = 'application/vnd.amazon.eventstream';

/** The HTTP request of a call: Converse or InvokeModel, streamed or not. */
export function callOf({ target, request, signal }: ModelCall, streamed: boolean): AwsCall {
  const { segment, headers } = request.kind === 'converse' ? converse(streamed) : invoke(streamed, request.body.settings, target.guardrail);
  return {
    service: 'bedrock',
    region: target.region,
    role: target.role,
    path: `/model/${encodeSegment(target.modelId)}/${segment}`,
    headers: { 'content-type': JSON_TYPE, ...headers },
    payload: serializeRequest(request, guardrailMembers(request.kind, target.guardrail, streamed)),
    signal,
  };
}

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html */
export function countCallOf({ target, modelId, input, signal }: CountCall): AwsCall {
  const asked = input.kind === 'converse'
    ? { converse: input.body }
    : { invokeModel: { body: Buffer.from(JSON.stringify(input.json), 'utf8').toString('base64') } };
  return {
    service: 'bedrock',
    region: target.region,
    role: target.role,
    path: `/model/${encodeSegment(modelId)}/count-tokens`,
    headers: { 'content-type': JSON_TYPE, 'accept': JSON_TYPE },
    payload: payloadOf(JSON.stringify({ input: asked })),
    signal,
  };
}

function converse(streamed: boolean): Operation {
  return streamed
    ? { segment: 'converse-stream', headers: { accept: EVENT_STREAM } }
    : { segment: 'converse', headers: { accept: JSON_TYPE } };
}

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html */
function invoke(streamed: boolean, { trace, latency, serviceTier, metadata }: InvokeSettings, guardrail: CalledGuardrail | undefined): Operation {
  return {
    segment: streamed ? 'invoke-with-response-stream' : 'invoke',
    headers: {
      ...streamed ? { 'accept': EVENT_STREAM, 'x-amzn-bedrock-accept': JSON_TYPE } : { accept: JSON_TYPE },
      ...trace !== undefined && { 'x-amzn-bedrock-trace': trace },
      ...latency !== undefined && { 'x-amzn-bedrock-performanceconfig-latency': latency },
      ...serviceTier !== undefined && { 'x-amzn-bedrock-service-tier': serviceTier },
      ...metadata && { 'x-amzn-bedrock-request-metadata': asciiJson(metadata) },
      ...guardrailHeaders(guardrail),
    },
  };
}

/** A header holds no other characters. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Leaves only the unreserved characters of RFC 3986 as they are, as signatures expect it. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
