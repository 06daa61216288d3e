/** What the ids of foundation models begin with, so that a geography nobody has heard of can be told from a vendor. */
export const VENDORS: readonly string[] = [
  'ai21', 'amazon', 'anthropic', 'cohere', 'deepseek', 'google', 'luma', 'meta', 'minimax', 'mistral', 'moonshot',
  'moonshotai', 'nvidia', 'openai', 'qwen', 'stability', 'twelvelabs', 'writer', 'zai',
];
