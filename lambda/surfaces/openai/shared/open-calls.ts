import { ToolCall } from './tool-arguments';
import { quoted, unsupportedField, wrongField } from '../../shared/fields';

/**
 * The tool calls of the last assistant turn that nothing has answered yet. Both APIs want every call answered before the
 * conversation goes on, and only calls that were made.
 */
export class OpenCalls {
  private readonly nameOfId = new Map<string, string>();
  private answering = false;

  /** @param answerKind what answers a call in this API, for error messages */
  constructor(private readonly answerKind: string) {}

  add(call: ToolCall, idField: string): void {
    if (this.nameOfId.has(call.id)) throw unsupportedField(idField, 'another call of this message has the same id');
    this.nameOfId.set(call.id, call.name);
  }

  /** @returns the name of the function that was called */
  answer(id: string, field: string): string {
    const name = this.nameOfId.get(id);
    if (name === undefined) throw wrongField(field, 'the id of an unanswered tool call of the assistant message before', quoted(id));
    this.nameOfId.delete(id);
    this.answering = this.nameOfId.size > 0;
    return name;
  }

  requireNone(field: string): void {
    const [id] = this.nameOfId.keys();
    if (id !== undefined) throw unsupportedField(field, `${this.answerKind} that answers the tool call ${quoted(id)} is missing before this`);
  }

  /** The assistant may add to its turn until the first answer. */
  requireNoneHalfAnswered(field: string): void {
    if (this.answering) this.requireNone(field);
  }
}
