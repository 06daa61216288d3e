import { GatewayError } from './gateway-error';

/**
 * The names of output caps, without case and separators: `max_tokens` of most vendors, `max_completion_tokens` and
 * `max_output_tokens` of OpenAI, `max_tokens_to_sample` of older Claude, `max_gen_len` of Llama, `maxTokens` and
 * `max_new_tokens` of Nova, `maxTokenCount` of Titan.
 */
const CAPS: ReadonlySet<string> = new Set([
  'maxtokens', 'maxcompletiontokens', 'maxoutputtokens', 'maxtokenstosample', 'maxgenlen', 'maxnewtokens', 'maxtokencount',
]);

/** How many answers are generated, each up to the cap: `n` and `numResults` of AI21, `num_generations` of Cohere, and others. */
const ANSWERS: ReadonlySet<string> = new Set(['n', 'numresults', 'numgenerations', 'bestof', 'candidatecount']);

/** Their schemas and examples have names of the caller's own, and no model takes a setting from them. */
const TOOLS = 'tools';

/** A group of settings and the way to it. */
interface Group {
  readonly settings: object;
  readonly name: string;
  readonly within?: Group;
}

/**
 * Fields that only one model knows can ask for more output than was reserved. Some models take their cap further down, in
 * groups of settings; how far is up to them, so that all groups are searched.
 * @throws GatewayError that names the field
 */
export function refuseHiddenOutput(fields: unknown, name: string): void {
  if (!isGroup(fields)) return;
  const top: Group = { settings: fields, name };
  const pending = [top];
  for (let group = pending.pop(); group; group = pending.pop()) {
    if (Array.isArray(group.settings)) {
      group.settings.forEach((value: unknown, index) => {
        if (isGroup(value)) pending.push({ settings: value, name: String(index), within: group });
      });
      continue;
    }
    for (const [member, value] of Object.entries(group.settings)) {
      const atTop = group === top;
      if (isCapName(member) && (atTop || isSetting(value))) {
        throw refusal(group, member, 'set inferenceConfig.maxTokens instead, the one cap that counts against quotas');
      }
      if (atTop && isAnswersName(member) && value !== 1 && value !== null) {
        throw refusal(group, member, 'a request gets one answer, and only one counts against quotas; leave it out');
      }
      if (isGroup(value) && !(atTop && member === TOOLS)) pending.push({ settings: value, name: member, within: group });
    }
  }
}

/** Whether a setting of this name caps the output, whatever the model. */
export function isCapName(name: string): boolean {
  return CAPS.has(plain(name));
}

/** Whether a setting of this name asks for several answers at once. */
export function isAnswersName(name: string): boolean {
  return ANSWERS.has(plain(name));
}

function plain(name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase();
}

/** In a schema, an object describes a property of that name. Null may mean: as much as the model can. */
function isSetting(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string' || value === null;
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function refusal(group: Group, member: string, advice: string): GatewayError {
  const names = [member];
  for (let next: Group | undefined = group; next; next = next.within) names.push(next.name);
  names.reverse();
  const path = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 2), '…', member] : names;
  const field = path.map(shown).join('.');
  return new GatewayError('invalidRequest', `${field}: ${advice}`, { field });
}

/** A longer way helps nobody. */
const MOST_NAMES = 6;

/** A name could be any text: only one that looks like a name is repeated. */
function shown(name: string): string {
  return /^[\w-]{1,60}$/.test(name) ? name : '…';
}
