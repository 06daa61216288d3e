import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundTarget } from './bound-target';
import { checkModelOptions } from './check-model-options';
import { ModelOptions } from './model-options';
import { GEOGRAPHIES, GLOBAL_PREFIX } from '../contract/geographies';
import { describesModel } from '../contract/models';
import { ResilientInferenceError } from '../private/errors';

/** What a gateway says of models, the most particular first. */
export type BoundModels = readonly { readonly prefix: string; readonly options: ModelOptions }[];

/** The vendor and its dot, and as much of the model as is meant. */
const PREFIX = /^[a-z0-9-]+\.[a-z0-9.:-]*$/;

export function bindModels(scope: IConstruct, models: { [foundationModel: string]: ModelOptions } = {}): BoundModels {
  const prefixes = Object.keys(models).sort((one, other) => other.length - one.length);
  return prefixes.map((prefix) => {
    checkPrefix(scope, prefix);
    checkModelOptions(`models['${prefix}']`, models[prefix], scope);
    return { prefix, options: models[prefix] };
  });
}

/** What is said of one model: of two entries that describe it, the longer one counts where both say something. */
export function optionsOf(models: BoundModels, foundationModel: string | undefined): ModelOptions {
  if (foundationModel === undefined) return {};
  const said = models.filter(({ prefix }) => describesModel(prefix, foundationModel)).map(({ options }) => options);
  const first = <Member extends keyof ModelOptions>(member: Member) => said.find((options) => options[member] !== undefined)?.[member];
  return {
    burndown: first('burndown'),
    acceptsPrefill: first('acceptsPrefill'),
    contextWindow: first('contextWindow'),
    maxOutputTokens: first('maxOutputTokens'),
    price: first('price'),
  };
}

/** An entry that no target uses is a slip of the pen, and what it was to say would be missing elsewhere. */
export function checkModelsUsed(scope: IConstruct, models: BoundModels, targets: readonly BoundTarget[]): void {
  const called = [...new Set(targets.flatMap(({ model }) => model.foundationModel ?? []))].sort();
  const unused = models.filter(({ prefix }) => !called.some((foundationModel) => describesModel(prefix, foundationModel)));
  if (unused.length === 0) return;
  throw new ResilientInferenceError(
    'UnusedModel',
    `models names ${unused.map(({ prefix }) => `'${prefix}'`).join(', ')}, which is the model of no target: `
    + `the targets of the routes call ${called.length > 0 ? called.map((id) => `'${id}'`).join(', ') : 'no model that is known by its id'}; `
    + 'correct the entry or remove it, and give a target that is an ARN its foundationModel',
    scope,
  );
}

function checkPrefix(scope: IConstruct, prefix: string): void {
  const [first] = prefix.split('.', 1);
  if (first === GLOBAL_PREFIX || Object.hasOwn(GEOGRAPHIES, first)) {
    throw invalidPrefix(scope, prefix, `begins with a geography: name the foundation model, '${prefix.slice(first.length + 1)}', which holds for all of its profiles`);
  }
  if (Token.isUnresolved(prefix) || !PREFIX.test(prefix)) {
    throw invalidPrefix(scope, prefix, "is not the id of a foundation model or how one begins: expected VENDOR.MODEL such as 'anthropic.claude-sonnet-4-6', or VENDOR. for all of its models");
  }
}

function invalidPrefix(scope: IConstruct, prefix: string, problem: string): ResilientInferenceError {
  return new ResilientInferenceError('InvalidModelId', `the entry '${prefix}' of models ${problem}`, scope);
}
