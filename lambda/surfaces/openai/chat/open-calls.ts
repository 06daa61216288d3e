import { ToolCall } from './tool-calls';
import { quoted, unsupportedField, wrongField } from '../../shared/fields';

/**
 * The tool calls of the last assistant message that no tool message has answered yet. Both APIs want every call answered
 * before the conversation goes on, and only calls that were made.
 */
export class OpenCalls {
  private readonly nameOfId = new Map<string, string>();

  add(call: ToolCall, field: string): void {
    if (this.nameOfId.has(call.id)) throw unsupportedField(`${field}.id`, 'another call of this message has the same id');
    this.nameOfId.set(call.id, call.name);
  }

  /** @returns the name of the function that was called */
  answer(id: string, field: string): string {
    const name = this.nameOfId.get(id);
    if (name === undefined) throw wrongField(field, 'the id of an unanswered tool call of the assistant message before', quoted(id));
    this.nameOfId.delete(id);
    return name;
  }

  requireNone(field: string): void {
    const [id] = this.nameOfId.keys();
    if (id !== undefined) throw unsupportedField(field, `a tool message that answers the tool call ${quoted(id)} is missing before this`);
  }
}
