import { createHash } from 'node:crypto';
import { Canary, canaryText } from './canaries';
import { chatWith, claudeBodyWith, converseWith, countedMessageWith, messageWith, responseWith, textsOf } from './canary-bodies';

/** What a caller sends as texts: first what becomes a part of the prompt or goes along with it, then what does not. */
export const PROMPT_TEXTS = ['system', 'user', 'assistant', 'toolInput', 'toolResult', 'toolText', 'stop', 'metadata'] as const;
export const HEADER_TEXTS = ['session', 'header', 'cookie', 'agent', 'decoyKey', 'query'] as const;
type TextName = typeof PROMPT_TEXTS[number] | typeof HEADER_TEXTS[number];

/** A caller all of whose texts are its own. */
export interface CanaryCaller {
  readonly name: string;
  readonly texts: Readonly<Record<TextName, string>>;
  readonly image: Buffer;
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

export function canaryCaller(name: string): CanaryCaller {
  return {
    name,
    texts: Object.fromEntries([...PROMPT_TEXTS, ...HEADER_TEXTS].map((text) => [text, canaryText(`${name} ${text}`)])) as CanaryCaller['texts'],
    image: Buffer.concat([PNG, createHash('sha512').update(`image of ${name}`).digest()]),
  };
}

export function promptOf({ name, texts, image }: CanaryCaller): Canary[] {
  return [...PROMPT_TEXTS.map((text) => ({ name: `${text} of ${name}`, value: texts[text] })), { name: `image of ${name}`, value: image }];
}

export function headersOf({ name, texts }: CanaryCaller): Canary[] {
  return HEADER_TEXTS.map((text) => ({ name: `${text} of ${name}`, value: texts[text] }));
}

/** A key without its prefix, a token in its parts, each also by how it begins. */
export function credentialCanary(name: string, value: string): Canary {
  const parts = value.startsWith('cri_') ? [value.slice(4)] : value.split('.');
  return { name, value, traces: parts.flatMap((part) => [part, part.slice(0, 20)]) };
}

/** What a caller asks for: the operations of every surface, in each of the ways in which they are sent on. */
export type CanaryOperation = keyof typeof OPERATIONS;

export interface CanaryCall {
  readonly operation: CanaryOperation;
  readonly route: string;
  readonly streamed: boolean;
  /** Refused for what it says in place of a role, which is the text of the user. */
  readonly odd?: true;
}

type OpenCall = Omit<CanaryCall, 'route'>;

interface CanaryOperationShape {
  /** There is no other way to ask than for a whole answer. */
  readonly wholeOnly?: true;
  /** It neither takes a quota nor is decided on. */
  readonly uncounted?: true;
  /** Needs a route of its own, of embedding models. */
  readonly ofVectors?: true;
  path(call: CanaryCall): string;
  body(caller: CanaryCaller, odd: { readonly userRole: string }, call: CanaryCall): object;
  headers?(caller: CanaryCaller): Readonly<Record<string, string>>;
}

const ANTHROPIC = { 'anthropic-version': '2023-06-01' };

const OPERATIONS = {
  chat: { path: () => '/v1/chat/completions', body: (caller, odd, call) => ({ ...addressed(call), ...chatWith(caller, odd) }) },
  responses: { path: () => '/v1/responses', body: (caller, odd, call) => ({ ...addressed(call), ...responseWith(caller, odd) }) },
  embeddings: {
    path: () => '/v1/embeddings', body: (caller, odd, { route }) => ({ model: route, ...textsOf(caller, odd) }), wholeOnly: true, ofVectors: true,
  },
  /** Claude gets it as it is. */
  messages: {
    path: () => '/v1/messages', body: (caller, odd, call) => ({ ...addressed(call), ...messageWith(caller, odd) }), headers: () => ANTHROPIC,
  },
  /** The mark of the whole request is what makes it go through Converse. */
  translatedMessages: {
    path: () => '/v1/messages',
    body: (caller, odd, call) => ({ ...addressed(call), ...messageWith(caller, odd), cache_control: { type: 'ephemeral' } }),
    headers: () => ANTHROPIC,
  },
  countedMessages: {
    path: () => '/v1/messages/count_tokens',
    body: (caller, odd, { route }) => ({ model: route, ...countedMessageWith(caller, odd) }),
    headers: () => ANTHROPIC,
    wholeOnly: true,
    uncounted: true,
  },
  converse: { path: ({ route, streamed }) => `/model/${route}/${streamed ? 'converse-stream' : 'converse'}`, body: converseWith },
  invoke: {
    path: ({ route, streamed }) => `/model/${route}/${streamed ? 'invoke-with-response-stream' : 'invoke'}`,
    body: claudeBodyWith,
    headers: ({ texts }) => ({ 'x-amzn-bedrock-request-metadata': JSON.stringify({ note: texts.metadata }) }),
  },
  countConverse: {
    path: ({ route }) => `/model/${route}/count-tokens`, body: (caller, odd) => ({ input: { converse: converseWith(caller, odd) } }), wholeOnly: true, uncounted: true,
  },
  countInvoke: {
    path: ({ route }) => `/model/${route}/count-tokens`,
    body: (caller, odd) => ({ input: { invokeModel: { body: Buffer.from(JSON.stringify(claudeBodyWith(caller, odd))).toString('base64') } } }),
    wholeOnly: true,
    uncounted: true,
  },
} as const satisfies Readonly<Record<string, CanaryOperationShape>>;

/** Every operation, whole and streamed. */
export const CALLS: readonly OpenCall[] = (Object.keys(OPERATIONS) as CanaryOperation[])
  .flatMap((operation) => [{ operation, streamed: false }, ...'wholeOnly' in OPERATIONS[operation] ? [] : [{ operation, streamed: true }]]);

/** One operation of each surface, for what happens before a surface has a say. */
export const FEW_CALLS = CALLS.filter(({ operation }) => ['chat', 'messages', 'converse'].includes(operation));

/** Those that take quota. */
export const COUNTED_CALLS = CALLS.filter(({ operation }) => !('uncounted' in OPERATIONS[operation]));

/** The route of this name that can serve the operation. */
export function routeOf(operation: CanaryOperation, route: string): string {
  return 'ofVectors' in OPERATIONS[operation] ? vectorsOf(route) : route;
}

/** The name of the route of embedding models that goes with another. */
export function vectorsOf(route: string): string {
  return `${route}-vectors`;
}

/** @returns the path with a query, and a request without anything to identify its caller by */
export function requestOf(caller: CanaryCaller, call: CanaryCall) {
  const { texts } = caller;
  const shape: CanaryOperationShape = OPERATIONS[call.operation];
  const addressedCall = { ...call, route: routeOf(call.operation, call.route) };
  return {
    path: `${shape.path(addressedCall)}?note=${encodeURIComponent(texts.query)}`,
    headers: {
      'content-type': 'application/json',
      'x-session': texts.session,
      'x-custom': texts.header,
      'cookie': texts.cookie,
      'user-agent': texts.agent,
      'x-api-key': texts.decoyKey,
      ...shape.headers?.(caller),
    },
    body: JSON.stringify(shape.body(caller, { userRole: call.odd ? texts.user : 'user' }, addressedCall)),
  };
}

/** A credential as clients of the operation send it, with what does not count in the other place. */
export function credentialHeaders({ texts }: CanaryCaller, operation: CanaryOperation, credential: string): Readonly<Record<string, string>> {
  const isAnthropic = ['messages', 'translatedMessages', 'countedMessages'].includes(operation);
  return isAnthropic ? { 'x-api-key': credential, 'authorization': `Bearer ${texts.decoyKey}` } : { authorization: `Bearer ${credential}` };
}

function addressed({ route, streamed }: CanaryCall) {
  return { model: route, stream: streamed };
}
