import { createHash } from 'node:crypto';
import { Canary, canaryText } from './canaries';

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

export function converseWith({ texts, image }: CanaryCaller) {
  return {
    system: [{ text: texts.system }],
    messages: [
      { role: 'user', content: [{ text: texts.user }, { image: { format: 'png', source: { bytes: image.toString('base64') } } }] },
      { role: 'assistant', content: [{ text: texts.assistant }, { toolUse: { toolUseId: 'call-1', name: 'lookup', input: { q: texts.toolInput } } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 'call-1', content: [{ text: texts.toolResult }] } }] },
    ],
    toolConfig: { tools: [{ toolSpec: { name: 'lookup', description: texts.toolText, inputSchema: { json: { type: 'object' } } } }] },
    inferenceConfig: { maxTokens: 64, stopSequences: [texts.stop] },
    requestMetadata: { note: texts.metadata },
  };
}

export function chatWith({ texts, image }: CanaryCaller, route: string, stream: boolean) {
  const imageUrl = `data:image/png;base64,${image.toString('base64')}`;
  return {
    model: route,
    stream,
    max_tokens: 64,
    messages: [
      { role: 'system', content: texts.system },
      { role: 'user', content: [{ type: 'text', text: texts.user }, { type: 'image_url', image_url: { url: imageUrl } }] },
      {
        role: 'assistant',
        content: texts.assistant,
        tool_calls: [{ id: 'call-1', type: 'function', function: { name: 'lookup', arguments: JSON.stringify({ q: texts.toolInput }) } }],
      },
      { role: 'tool', tool_call_id: 'call-1', content: texts.toolResult },
    ],
    tools: [{ type: 'function', function: { name: 'lookup', description: texts.toolText, parameters: { type: 'object' } } }],
    stop: [texts.stop],
    metadata: { note: texts.metadata },
  };
}

export interface CanaryCall {
  readonly surface: 'openai' | 'bedrock';
  readonly route: string;
  readonly streamed: boolean;
}

/** Every surface, whole and streamed. */
export const CALLS: readonly Omit<CanaryCall, 'route'>[] = (['openai', 'bedrock'] as const)
  .flatMap((surface) => [{ surface, streamed: false }, { surface, streamed: true }]);

/** @returns the path with a query, and a request without anything to identify its caller by */
export function requestOf(caller: CanaryCaller, { surface, route, streamed }: CanaryCall) {
  const { texts } = caller;
  const path = surface === 'openai' ? '/v1/chat/completions' : `/model/${route}/${streamed ? 'converse-stream' : 'converse'}`;
  return {
    path: `${path}?note=${encodeURIComponent(texts.query)}`,
    headers: {
      'content-type': 'application/json',
      'x-session': texts.session,
      'x-custom': texts.header,
      'cookie': texts.cookie,
      'user-agent': texts.agent,
      'x-api-key': texts.decoyKey,
    },
    body: JSON.stringify(surface === 'openai' ? chatWith(caller, route, streamed) : converseWith(caller)),
  };
}
