import { quoted, unsupportedField, wrongField } from '../../shared/fields';

/**
 * The tool uses of the assistant's last turn that have no result yet. Both APIs want every one answered in the turn that
 * follows, and nothing else.
 */
export class OpenToolUses {
  private readonly ids = new Set<string>();

  add(id: string, field: string): void {
    if (this.ids.has(id)) throw unsupportedField(`${field}.id`, 'another tool use of this turn has the same id');
    this.ids.add(id);
  }

  answer(id: string, field: string): void {
    if (!this.ids.delete(id)) throw wrongField(`${field}.tool_use_id`, 'the id of an unanswered tool_use block of the turn before', quoted(id));
  }

  requireNone(field: string): void {
    const [id] = this.ids;
    if (id !== undefined) throw unsupportedField(field, `a tool_result block for the tool_use ${quoted(id)} is missing before this`);
  }
}
