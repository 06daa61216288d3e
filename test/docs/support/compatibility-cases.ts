import { JsonObject } from '../../../lambda/surfaces/shared/json';

/** A request and what is sent for it, at least; or, after `refused`, the field that is named. */
export interface Case {
  /** Of the smallest request that the surface serves, some fields more. */
  readonly fields: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sent?: JsonObject;
  readonly refused?: string;
}

/** Anthropic's API goes two ways. */
export interface MessagesCase {
  readonly fields: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  /** What Claude is sent in its own words; absent: the same as any other model. */
  readonly claude?: JsonObject;
  readonly others: { readonly sent: JsonObject } | { readonly refused: string };
  /** By whatever model. */
  readonly refused?: string;
}

/** What is absent is not in this API. */
export interface Feature {
  readonly title: string;
  readonly converse?: Case;
  readonly invoke?: Case;
  readonly chat?: Case;
  readonly responses?: Case;
  readonly embeddings?: Case;
  readonly messages?: MessagesCase;
}

const asWritten = (fields: JsonObject): Case => ({ fields, sent: fields });
const into = (fields: JsonObject, sent: JsonObject): Case => ({ fields, sent });
const not = (fields: JsonObject, refused: string): Case => ({ fields, refused });
/** Claude gets it as it was written, any other model through Converse. */
const both = (fields: JsonObject, sent: JsonObject): MessagesCase => ({ fields, claude: fields, others: { sent } });
const claudeOnly = (fields: JsonObject, refused: string): MessagesCase => ({ fields, claude: fields, others: { refused } });
const byNone = (fields: JsonObject, refused: string): MessagesCase => ({ fields, others: { refused }, refused });

const user = (...content: readonly JsonObject[]): JsonObject => ({ messages: [{ role: 'user', content: [...content] }] });
const item = (...content: readonly JsonObject[]): JsonObject => ({ input: [{ role: 'user', content: [...content] }] });
const SCHEMA = { type: 'object', properties: {}, additionalProperties: false };
const PNG = 'iVBORw0KGgo=';
const PDF = 'JVBERi0xLjQ=';
const URL = 'https://example.com/a.png';

const TOOL_SPEC = { toolSpec: { name: 'lookup', inputSchema: { json: SCHEMA } } };
const CONVERSE_TOOLS = { toolConfig: { tools: [TOOL_SPEC] } };
const CHAT_TOOLS = { tools: [{ type: 'function', function: { name: 'lookup', parameters: SCHEMA } }] };
const RESPONSE_TOOLS = { tools: [{ type: 'function', name: 'lookup', parameters: SCHEMA, strict: false }] };
const CLAUDE_TOOLS = { tools: [{ name: 'lookup', input_schema: SCHEMA }] };
const SINGLE = { tool_choice: { type: 'auto', disable_parallel_tool_use: true } };
const FORCED = { toolConfig: { toolChoice: { tool: { name: 'lookup' } } } };
const IMAGE = { image: { format: 'png', source: { bytes: PNG } } };
const TEXT = { text: 'Hello' };
const DOCUMENT = { document: { format: 'pdf', source: { bytes: PDF } } };
const CLAUDE_TEXT = { type: 'text', text: 'Hello' };
const CLAUDE_DOCUMENT = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: PDF } };
const FORMAT = { textFormat: { type: 'json_schema' } };
const THINKING = { thinking: { type: 'enabled', budget_tokens: 1_024 } };
const SYSTEM = { system: [{ text: 'Be brief' }] };
const BUCKET = { document: { format: 'pdf', name: 'a', source: { s3Location: { uri: 's3://bucket/key' } } } };

/** One line of docs/compatibility.md each. */
export const FEATURES: readonly Feature[] = [
  {
    title: 'in one piece',
    converse: into({}, { streamed: false }),
    invoke: into({}, { streamed: false }),
    chat: into({}, { streamed: false }),
    responses: into({}, { streamed: false }),
    embeddings: into({}, { texts: ['Hello'] }),
    messages: { fields: {}, claude: { streamed: false }, others: { sent: { streamed: false } } },
  },
  {
    title: 'streamed',
    converse: into({ streamed: true }, { streamed: true }),
    invoke: into({ streamed: true }, { streamed: true }),
    chat: into({ stream: true }, { streamed: true }),
    responses: into({ stream: true }, { streamed: true }),
    messages: { fields: { stream: true }, claude: { streamed: true }, others: { sent: { streamed: true } } },
  },
  {
    title: 'the id of a model in the place of a route',
    converse: into({ model: 'us.amazon.nova-lite-v1:0' }, { route: 'us.amazon.nova-lite-v1:0' }),
    invoke: into({ model: 'us.amazon.nova-lite-v1:0' }, { route: 'us.amazon.nova-lite-v1:0' }),
    chat: into({ model: 'us.amazon.nova-lite-v1:0' }, { route: 'us.amazon.nova-lite-v1:0' }),
    responses: into({ model: 'us.amazon.nova-lite-v1:0' }, { route: 'us.amazon.nova-lite-v1:0' }),
    embeddings: into({ model: 'us.cohere.embed-v4:0' }, { route: 'us.cohere.embed-v4:0' }),
    messages: {
      fields: { model: 'us.amazon.nova-lite-v1:0' }, claude: { route: 'us.amazon.nova-lite-v1:0' }, others: { sent: { route: 'us.amazon.nova-lite-v1:0' } },
    },
  },
  {
    title: 'system prompt',
    converse: asWritten(SYSTEM),
    invoke: asWritten({ system: 'Be brief' }),
    chat: into({ messages: [{ role: 'system', content: 'Be brief' }, { role: 'user', content: 'Hello' }] }, SYSTEM),
    responses: into({ instructions: 'Be brief' }, SYSTEM),
    messages: both({ system: 'Be brief' }, SYSTEM),
  },
  {
    title: 'developer message',
    chat: into({ messages: [{ role: 'developer', content: 'Be brief' }, { role: 'user', content: 'Hello' }] }, SYSTEM),
    responses: into({ input: [{ role: 'developer', content: 'Be brief' }, { role: 'user', content: 'Hello' }] }, SYSTEM),
  },
  {
    title: 'tools',
    converse: asWritten(CONVERSE_TOOLS),
    invoke: asWritten(CLAUDE_TOOLS),
    chat: into(CHAT_TOOLS, CONVERSE_TOOLS),
    responses: into(RESPONSE_TOOLS, CONVERSE_TOOLS),
    messages: both(CLAUDE_TOOLS, CONVERSE_TOOLS),
  },
  {
    title: 'tool choice: one tool',
    converse: asWritten({ toolConfig: { tools: [TOOL_SPEC], ...FORCED.toolConfig } }),
    invoke: asWritten({ ...CLAUDE_TOOLS, tool_choice: { type: 'tool', name: 'lookup' } }),
    chat: into({ ...CHAT_TOOLS, tool_choice: { type: 'function', function: { name: 'lookup' } } }, FORCED),
    responses: into({ ...RESPONSE_TOOLS, tool_choice: { type: 'function', name: 'lookup' } }, FORCED),
    messages: both({ ...CLAUDE_TOOLS, tool_choice: { type: 'tool', name: 'lookup' } }, FORCED),
  },
  {
    title: 'parallel tool calls off',
    invoke: asWritten({ ...CLAUDE_TOOLS, tool_choice: { type: 'auto', disable_parallel_tool_use: true } }),
    converse: asWritten({ ...CONVERSE_TOOLS, additionalModelRequestFields: SINGLE }),
    chat: into({ ...CHAT_TOOLS, parallel_tool_calls: false }, { additionalModelRequestFields: SINGLE }),
    responses: into({ ...RESPONSE_TOOLS, parallel_tool_calls: false }, { additionalModelRequestFields: SINGLE }),
    messages: claudeOnly({ ...CLAUDE_TOOLS, tool_choice: { type: 'auto', disable_parallel_tool_use: true } }, 'tool_choice.disable_parallel_tool_use'),
  },
  {
    title: 'tools that the provider runs',
    converse: not({ toolConfig: { tools: [{ systemTool: { name: 'nova_grounding' } }] } }, 'toolConfig.tools[0].systemTool'),
    invoke: not({ toolConfig: { tools: [{ systemTool: { name: 'nova_grounding' } }] } }, 'toolConfig.tools[0].systemTool'),
    chat: not({ web_search_options: {} }, 'web_search_options'),
    responses: not({ tools: [{ type: 'web_search' }] }, 'tools[0].type'),
    messages: byNone({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'tools[0].type'),
  },
  {
    title: 'images, as data',
    converse: asWritten(user(TEXT, IMAGE)),
    invoke: asWritten(user({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } })),
    chat: into(user({ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }), user(IMAGE)),
    responses: into(item({ type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'auto' }), user(IMAGE)),
    messages: both(user({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }), user(IMAGE)),
  },
  {
    title: 'images, by URL',
    invoke: not(user({ type: 'image', source: { type: 'url', url: URL } }), 'messages[0].content[0].source.type'),
    chat: not(user({ type: 'image_url', image_url: { url: URL } }), 'messages[0].content[0].image_url.url'),
    responses: not(item({ type: 'input_image', image_url: URL, detail: 'auto' }), 'input[0].content[0].image_url'),
    messages: byNone(user({ type: 'image', source: { type: 'url', url: URL } }), 'messages[0].content[0].source.type'),
  },
  {
    title: 'documents, as data',
    converse: asWritten(user(TEXT, { document: { ...DOCUMENT.document, name: 'a' } })),
    invoke: asWritten(user(CLAUDE_TEXT, CLAUDE_DOCUMENT)),
    chat: into(user(CLAUDE_TEXT, { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` } }), user(TEXT, DOCUMENT)),
    responses: into(
      item({ type: 'input_text', text: 'Hello' }, { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` }), user(TEXT, DOCUMENT),
    ),
    messages: both(user(CLAUDE_TEXT, CLAUDE_DOCUMENT), user(TEXT, DOCUMENT)),
  },
  {
    title: 'images and documents in a bucket',
    converse: not(user(TEXT, BUCKET), 'messages[0].content[1].document.source.s3Location'),
    invoke: not(user(TEXT, BUCKET), 'messages[0].content[1].document.source.s3Location'),
  },
  {
    title: 'files, by id',
    invoke: not(user(CLAUDE_TEXT, { type: 'document', source: { type: 'file', file_id: 'file_1' } }), 'messages[0].content[1].source.type'),
    chat: not(user({ type: 'file', file: { file_id: 'file-1' } }), 'messages[0].content[0].file.file_id'),
    responses: not(item({ type: 'input_file', file_id: 'file-1' }), 'input[0].content[0].file_id'),
    messages: byNone(user(CLAUDE_TEXT, { type: 'document', source: { type: 'file', file_id: 'file_1' } }), 'messages[0].content[1].source.type'),
  },
  {
    title: 'citations of a document',
    converse: asWritten(user(TEXT, { document: { ...DOCUMENT.document, name: 'a', citations: { enabled: true } } })),
    invoke: asWritten(user(CLAUDE_TEXT, { ...CLAUDE_DOCUMENT, citations: { enabled: true } })),
    messages: both(
      user(CLAUDE_TEXT, { ...CLAUDE_DOCUMENT, citations: { enabled: true } }), user(TEXT, { document: { citations: { enabled: true } } }),
    ),
  },
  {
    title: 'output by a JSON schema',
    converse: asWritten({ outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(SCHEMA) } } } } }),
    invoke: asWritten({ output_config: { format: { type: 'json_schema', schema: SCHEMA } } }),
    chat: into({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema: SCHEMA } } }, { outputConfig: FORMAT }),
    responses: into({ text: { format: { type: 'json_schema', name: 'a', schema: SCHEMA } } }, { outputConfig: FORMAT }),
    messages: both({ output_config: { format: { type: 'json_schema', schema: SCHEMA } } }, { outputConfig: FORMAT }),
  },
  {
    title: 'JSON mode without a schema',
    chat: not({ response_format: { type: 'json_object' } }, 'response_format.type'),
    responses: not({ text: { format: { type: 'json_object' } } }, 'text.format.type'),
  },
  {
    title: 'reasoning: an effort',
    converse: asWritten({ outputConfig: { effort: 'high' } }),
    invoke: asWritten({ output_config: { effort: 'high' } }),
    chat: into({ reasoning_effort: 'high' }, { outputConfig: { effort: 'high' } }),
    responses: into({ reasoning: { effort: 'high' } }, { outputConfig: { effort: 'high' } }),
    messages: both({ output_config: { effort: 'high' } }, { outputConfig: { effort: 'high' } }),
  },
  {
    title: 'thinking, with a budget',
    converse: asWritten({ additionalModelRequestFields: THINKING }),
    invoke: asWritten(THINKING),
    messages: both({ ...THINKING, max_tokens: 2_048 }, { additionalModelRequestFields: THINKING }),
  },
  {
    title: 'prompt caching, marked',
    converse: asWritten({ system: [{ text: 'Be brief' }, { cachePoint: { type: 'default' } }] }),
    invoke: asWritten({ system: [{ type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral' } }] }),
    chat: not({ prompt_cache_options: {} }, 'prompt_cache_options'),
    responses: not({ prompt_cache_options: {} }, 'prompt_cache_options'),
    messages: both(
      { system: [{ type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral' } }] }, { system: [{ text: 'Be brief' }, { cachePoint: { type: 'default' } }] },
    ),
  },
  {
    title: 'stop sequences',
    converse: asWritten({ inferenceConfig: { stopSequences: ['END'] } }),
    invoke: asWritten({ stop_sequences: ['END'] }),
    chat: into({ stop: 'END' }, { inferenceConfig: { stopSequences: ['END'] } }),
    messages: both({ stop_sequences: ['END'] }, { inferenceConfig: { stopSequences: ['END'] } }),
  },
  { title: 'seed', chat: not({ seed: 1 }, 'seed') },
  { title: 'penalties', chat: not({ frequency_penalty: 0.5 }, 'frequency_penalty') },
  { title: 'several answers (`n`)', chat: not({ n: 2 }, 'n') },
  { title: 'log probabilities', chat: not({ logprobs: true }, 'logprobs'), responses: not({ top_logprobs: 2 }, 'top_logprobs') },
  {
    title: 'service tier: flex, priority',
    converse: asWritten({ serviceTier: { type: 'flex' } }),
    invoke: { fields: {}, headers: { 'x-amzn-bedrock-service-tier': 'flex' }, sent: { settings: { serviceTier: 'flex' } } },
    chat: into({ service_tier: 'flex' }, { serviceTier: { type: 'flex' } }),
    responses: into({ service_tier: 'flex' }, { serviceTier: { type: 'flex' } }),
    messages: byNone({ service_tier: 'priority' }, 'service_tier'),
  },
  {
    title: 'optimized latency',
    converse: asWritten({ performanceConfig: { latency: 'optimized' } }),
    invoke: { fields: {}, headers: { 'x-amzn-bedrock-performanceconfig-latency': 'optimized' }, sent: { settings: { latency: 'optimized' } } },
    messages: byNone({ speed: 'fast' }, 'speed'),
  },
  {
    title: 'a guardrail of the caller\'s choice',
    converse: not({ guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' } }, 'guardrailConfig'),
    invoke: { fields: {}, headers: { 'x-amzn-bedrock-guardrailidentifier': 'g' }, refused: 'X-Amzn-Bedrock-GuardrailIdentifier' },
    chat: not({ moderation: {} }, 'moderation'),
    responses: not({ moderation: {} }, 'moderation'),
  },
  {
    title: 'request metadata',
    converse: asWritten({ requestMetadata: { note: 'x' } }),
    invoke: { fields: {}, headers: { 'x-amzn-bedrock-request-metadata': '{"note":"x"}' }, sent: { settings: { metadata: { note: 'x' } } } },
    chat: into({ metadata: { note: 'x' } }, { requestMetadata: { note: 'x' } }),
    responses: into({ metadata: { note: 'x' } }, { requestMetadata: { note: 'x' } }),
    embeddings: into({ user: 'x' }, { metadata: { user: 'x' } }),
    messages: { fields: { metadata: { user_id: 'x' } }, claude: { settings: { metadata: { user_id: 'x' } } }, others: { sent: { requestMetadata: { user_id: 'x' } } } },
  },
  {
    title: 'stored answers',
    chat: not({ store: true }, 'store'),
    responses: not({ store: true }, 'store'),
  },
  { title: 'going on from a stored answer', responses: not({ previous_response_id: 'resp_1' }, 'previous_response_id') },
  { title: 'several texts at once', embeddings: into({ input: ['Hello', 'Bye'] }, { texts: ['Hello', 'Bye'] }) },
  { title: 'dimensions of a vector', embeddings: into({ dimensions: 256 }, { settings: { dimensions: 256 } }) },
  { title: 'tokens in the place of texts', embeddings: not({ input: [1, 2] }, 'input') },
];
