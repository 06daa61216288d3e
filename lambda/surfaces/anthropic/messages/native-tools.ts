import { quoted, requireArray, requireObject, unsupportedField } from '../../shared/fields';

/** Tools that Anthropic would run, or somebody else for it. Those that the caller runs, such as `bash_20250124`, are Claude's own matter. */
const RUN_ELSEWHERE = /^(web_search|web_fetch|code_execution|mcp|advisor|memory_search)/;

/** @throws GatewayError that names the tool */
export function checkNativeTools(tools: unknown): void {
  if (tools === undefined) return;
  requireArray(tools, 'tools', 'tools').forEach((element, index) => {
    const { type } = requireObject(element, `tools[${index}]`);
    if (typeof type === 'string' && RUN_ELSEWHERE.test(type)) {
      throw unsupportedField(`tools[${index}].type`, `${quoted(type)} is not supported: only tools that the caller runs are`);
    }
  });
}
