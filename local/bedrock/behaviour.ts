import { expectField, JsonObject, readObject, readOptionalString, readOptionalWhole, rejectUnknownFields } from './json-fields';
import { isModel, ModelReference } from './model-id';

/** How a model answers. */
export interface Behaviour {
  /** A model id or profile id; every model when absent. */
  readonly model?: string;
  readonly timeToFirstTokenMs?: number;
  readonly interTokenMs?: number;
  /** How long an answer is when nothing cuts it. */
  readonly outputTokens?: number;
  /** How much a model reasons before an answer, in tokens that count among the output. */
  readonly reasoningTokens?: number;
  /** How long each token of a text is at least, for answers of many bytes. */
  readonly charactersPerToken?: number;
}

const DEFAULTS = { timeToFirstTokenMs: 0, interTokenMs: 0, outputTokens: 24, reasoningTokens: 0, charactersPerToken: 1 };
const MAXIMUM_OUTPUT_TOKENS = 64_000;
const MAXIMUM_CHARACTERS_PER_TOKEN = 10_000;

export type EffectiveBehaviour = Readonly<typeof DEFAULTS>;

/** The behaviours in force, at most one per model selector. */
export class Behaviours {
  private readonly byModel = new Map<string | undefined, Behaviour>();

  /** Fields that are absent keep what was set for the same selector before. */
  set(behaviour: Behaviour): void {
    this.byModel.set(behaviour.model, { ...this.byModel.get(behaviour.model), ...definedFields(behaviour) });
  }

  /** What is set for the named model goes before what is set for its foundation model, and that before what is set for all. */
  of(model: ModelReference): EffectiveBehaviour {
    const specific = [...this.byModel.values()].filter((behaviour) => behaviour.model !== undefined && isModel(model, behaviour.model));
    const ordered = specific.sort((one, other) => Number(other.model === model.foundationModelId) - Number(one.model === model.foundationModelId));
    const { model: _selector, ...effective } = Object.assign({}, DEFAULTS, this.byModel.get(undefined), ...ordered) as Behaviour & EffectiveBehaviour;
    return effective;
  }

  list(): readonly Behaviour[] {
    return [...this.byModel.values()];
  }

  clear(): void {
    this.byModel.clear();
  }
}

/** @throws Error naming the field that is wrong */
export function parseBehaviour(json: unknown): Behaviour {
  const object = readObject(json, 'behaviour');
  rejectUnknownFields(object, 'behaviour', [
    'model', 'timeToFirstTokenMs', 'interTokenMs', 'outputTokens', 'reasoningTokens', 'charactersPerToken',
  ]);
  return definedFields({
    model: readOptionalString(object, 'model', 'behaviour'),
    timeToFirstTokenMs: readOptionalWhole(object, 'timeToFirstTokenMs', 'behaviour'),
    interTokenMs: readOptionalWhole(object, 'interTokenMs', 'behaviour'),
    outputTokens: readLength(object, 'outputTokens', MAXIMUM_OUTPUT_TOKENS),
    reasoningTokens: readLength(object, 'reasoningTokens', MAXIMUM_OUTPUT_TOKENS, 0),
    charactersPerToken: readLength(object, 'charactersPerToken', MAXIMUM_CHARACTERS_PER_TOKEN),
  });
}

function readLength(object: JsonObject, name: string, maximum: number, minimum = 1): number | undefined {
  const length = readOptionalWhole(object, name, 'behaviour', minimum);
  return length !== undefined && length > maximum ? expectField(`behaviour.${name}`, length, `at most ${maximum}`) : length;
}

function definedFields(behaviour: Behaviour): Behaviour {
  return Object.fromEntries(Object.entries(behaviour).filter(([, value]) => value !== undefined));
}
