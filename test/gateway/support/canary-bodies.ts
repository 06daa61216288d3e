import { CanaryCaller } from './canary-callers';

/** What is said in place of `user`, where a request is to be refused for it. */
interface Odd {
  readonly userRole: string;
}

export function converseWith({ texts, image }: CanaryCaller, { userRole }: Odd = { userRole: 'user' }) {
  return {
    system: [{ text: texts.system }],
    messages: [
      { role: userRole, content: [{ text: texts.user }, { image: { format: 'png', source: { bytes: image.toString('base64') } } }] },
      { role: 'assistant', content: [{ text: texts.assistant }, { toolUse: { toolUseId: 'call-1', name: 'lookup', input: { q: texts.toolInput } } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 'call-1', content: [{ text: texts.toolResult }] } }] },
    ],
    toolConfig: { tools: [{ toolSpec: { name: 'lookup', description: texts.toolText, inputSchema: { json: { type: 'object' } } } }] },
    inferenceConfig: { maxTokens: 64, stopSequences: [texts.stop] },
    requestMetadata: { note: texts.metadata },
  };
}

export function chatWith({ texts, image }: CanaryCaller, { userRole }: Odd) {
  return {
    max_tokens: 64,
    messages: [
      { role: 'system', content: texts.system },
      { role: userRole, content: [{ type: 'text', text: texts.user }, { type: 'image_url', image_url: { url: dataUrlOf(image) } }] },
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

/** The Responses API has no stop sequences. */
export function responseWith({ texts, image }: CanaryCaller, { userRole }: Odd) {
  return {
    max_output_tokens: 64,
    instructions: texts.system,
    input: [
      { role: userRole, content: [{ type: 'input_text', text: texts.user }, { type: 'input_image', image_url: dataUrlOf(image), detail: 'auto' }] },
      { role: 'assistant', content: texts.assistant },
      { type: 'function_call', call_id: 'call-1', name: 'lookup', arguments: JSON.stringify({ q: texts.toolInput }) },
      { type: 'function_call_output', call_id: 'call-1', output: texts.toolResult },
    ],
    tools: [{ type: 'function', name: 'lookup', description: texts.toolText, parameters: { type: 'object' }, strict: false }],
    metadata: { note: texts.metadata },
  };
}

/** As many texts as go into one call of the model. */
export function textsOf({ texts }: CanaryCaller, { userRole }: Odd) {
  return {
    input: [texts.user, texts.system, texts.assistant],
    user: texts.metadata,
    ...userRole !== 'user' && { input_type: userRole },
  };
}

/** What Anthropic's API and InvokeModel have in common. */
function claudeConversation({ texts, image }: CanaryCaller, { userRole }: Odd) {
  return {
    system: texts.system,
    messages: [
      {
        role: userRole,
        content: [{ type: 'text', text: texts.user }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image.toString('base64') } }],
      },
      {
        role: 'assistant',
        content: [{ type: 'text', text: texts.assistant }, { type: 'tool_use', id: 'call-1', name: 'lookup', input: { q: texts.toolInput } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call-1', content: texts.toolResult }] },
    ],
    tools: [{ name: 'lookup', description: texts.toolText, input_schema: { type: 'object' } }],
  };
}

export function messageWith(caller: CanaryCaller, odd: Odd) {
  return { ...claudeConversation(caller, odd), max_tokens: 64, stop_sequences: [caller.texts.stop], metadata: { user_id: caller.texts.metadata } };
}

/** Without what is about the output, which is not counted. */
export function countedMessageWith(caller: CanaryCaller, odd: Odd) {
  return claudeConversation(caller, odd);
}

export function claudeBodyWith(caller: CanaryCaller, odd: Odd) {
  return { ...claudeConversation(caller, odd), anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, stop_sequences: [caller.texts.stop] };
}

function dataUrlOf(image: Buffer): string {
  return `data:image/png;base64,${image.toString('base64')}`;
}
