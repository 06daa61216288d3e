import { LARGEST_COUNT, optional, quoted, requireObject, requireWholeNumber, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** The members of each way to think. Source: https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
const MEMBERS: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>([
  ['enabled', ['type', 'budget_tokens', 'display']],
  ['adaptive', ['type', 'display']],
  ['between_tools', ['type']],
  ['disabled', ['type']],
]);

const DISPLAYS: readonly unknown[] = ['summarized', 'omitted'];
const SMALLEST_BUDGET = 1_024;

/** Passed on as it is, once it is known to be nothing else. Which model takes which way is up to the model. */
export function thinkingOf(body: JsonObject): { readonly thinking?: JsonObject } {
  const given = optional(body, 'thinking');
  if (given === undefined) return {};
  const thinking = requireObject(given, 'thinking');
  const members = MEMBERS.get(thinking.type);
  if (members === undefined) throw wrongField('thinking.type', [...MEMBERS.keys()].map((type) => `'${String(type)}'`).join(', '), quoted(thinking.type));
  checkKnownMembers(thinking, members, 'thinking');
  const display = optional(thinking, 'display');
  if (display !== undefined && !DISPLAYS.includes(display)) throw wrongField('thinking.display', "'summarized' or 'omitted'", quoted(display));
  return {
    thinking: {
      type: thinking.type,
      ...(thinking.type === 'enabled'
        ? { budget_tokens: requireWholeNumber(thinking.budget_tokens, 'thinking.budget_tokens', SMALLEST_BUDGET, LARGEST_COUNT) }
        : {}),
      ...(display === undefined ? {} : { display }),
    },
  };
}
