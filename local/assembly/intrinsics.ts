import { AssemblyError } from './assembly-error';
import { cidrBlocks } from './cidr';
import { isObject, JsonObject, numberOf, textOf } from './json';

/** What an intrinsic function may ask of the stack it stands in. */
export interface Scope {
  readonly stackName: string;
  readonly region: string;
  readonly ref: (logicalId: string, where: string) => unknown;
  readonly attribute: (logicalId: string, name: string, where: string) => unknown;
  readonly condition: (name: string, where: string) => boolean;
  readonly mapping: (map: string, first: string, second: string) => unknown;
  readonly importValue: (name: string, where: string) => unknown;
  /** Replaces `{{resolve:ssm:NAME}}`. */
  readonly resolveDynamicReferences: (text: string) => string;
}

/** What `AWS::NoValue` evaluates to; it vanishes from the object or list that holds it. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope, where: string) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  'Ref': (name, scope, where) => scope.ref(text(name, scope, where), where),
  'Condition': (name, scope, where) => scope.condition(text(name, scope, where), where),
  'Fn::GetAtt': (argument, scope, where) => {
    const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument, scope, where).map((part) => text(part, scope, where));
    return scope.attribute(logicalId ?? '', attribute.join('.'), where);
  },
  'Fn::Sub': (argument, scope, where) => {
    const [template, variables] = Array.isArray(argument) ? argument as unknown[] : [argument, {}];
    const own = evaluate(variables ?? {}, scope, where) as JsonObject;
    return text(template, scope, where).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      if (name in own) return text(own[name], scope, where);
      const [logicalId, ...attribute] = name.trim().split('.');
      const value = attribute.length === 0 ? scope.ref(logicalId!, where) : scope.attribute(logicalId!, attribute.join('.'), where);
      return text(value, scope, where);
    });
  },
  'Fn::Join': (argument, scope, where) => {
    const [separator, parts] = list(argument, scope, where);
    return list(parts, scope, where).map((part) => text(part, scope, where)).join(text(separator, scope, where));
  },
  'Fn::Select': (argument, scope, where) => {
    const [index, values] = list(argument, scope, where);
    const candidates = list(values, scope, where);
    const position = numberOf(index) ?? -1;
    if (position < 0 || position >= candidates.length) {
      throw new AssemblyError(`${where}: Fn::Select asks for element ${String(index)} of a list of ${candidates.length}.`);
    }
    return candidates[position];
  },
  'Fn::Split': (argument, scope, where) => {
    const [separator, source] = list(argument, scope, where);
    return text(source, scope, where).split(text(separator, scope, where));
  },
  'Fn::If': (argument, scope, where) => {
    const [condition, then, otherwise] = Array.isArray(argument) ? argument as unknown[] : [];
    return evaluate(scope.condition(text(condition, scope, where), where) ? then : otherwise, scope, where);
  },
  'Fn::Equals': (argument, scope, where) => {
    const [left, right] = list(argument, scope, where);
    return JSON.stringify(textOf(left) ?? left) === JSON.stringify(textOf(right) ?? right);
  },
  'Fn::And': (argument, scope, where) => list(argument, scope, where).every((value) => value === true),
  'Fn::Or': (argument, scope, where) => list(argument, scope, where).some((value) => value === true),
  'Fn::Not': (argument, scope, where) => list(argument, scope, where)[0] !== true,
  'Fn::Contains': (argument, scope, where) => {
    const [values, value] = list(argument, scope, where);
    return list(values, scope, where).includes(value);
  },
  'Fn::FindInMap': (argument, scope, where) => {
    const [map, first, second, options] = list(argument, scope, where);
    const found = scope.mapping(text(map, scope, where), text(first, scope, where), text(second, scope, where));
    if (found !== undefined) return found;
    if (isObject(options) && 'DefaultValue' in options) return options.DefaultValue;
    throw new AssemblyError(`${where}: Fn::FindInMap finds no ${String(map)}.${String(first)}.${String(second)} in the template's Mappings.`);
  },
  'Fn::ImportValue': (name, scope, where) => scope.importValue(text(evaluate(name, scope, where), scope, where), where),
  'Fn::Base64': (argument, scope, where) => Buffer.from(text(evaluate(argument, scope, where), scope, where)).toString('base64'),
  'Fn::GetAZs': (argument, scope, where) => {
    const region = text(evaluate(argument, scope, where), scope, where) || scope.region;
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
  'Fn::Cidr': (argument, scope, where) => {
    const [block, count, bits] = list(argument, scope, where);
    return cidrBlocks(text(block, scope, where), numberOf(count) ?? 1, numberOf(bits) ?? 8);
  },
  'Fn::Length': (argument, scope, where) => list(evaluate(argument, scope, where), scope, where).length,
  'Fn::ToJsonString': (argument, scope, where) => JSON.stringify(evaluate(argument, scope, where)),
};

/** Evaluates every intrinsic function in a template value. */
export function evaluate(value: unknown, scope: Scope, where: string): unknown {
  if (typeof value === 'string') return value.includes('{{resolve:') ? scope.resolveDynamicReferences(value) : value;
  if (Array.isArray(value)) {
    return value.map((element, index) => evaluate(element, scope, `${where}[${index}]`)).filter((element) => element !== NO_VALUE);
  }
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0]! : undefined;
  if (only !== undefined && isIntrinsic(only, value[only])) {
    const intrinsic = intrinsics[only];
    if (intrinsic === undefined) {
      throw new AssemblyError(`${where}: ${only} is not supported here. Supported: ${Object.keys(intrinsics).join(', ')}.`);
    }
    return intrinsic(value[only], scope, where);
  }
  const entries = keys.map((key) => [key, evaluate(value[key], scope, `${where}.${key}`)] as const);
  return Object.fromEntries(entries.filter(([, evaluated]) => evaluated !== NO_VALUE));
}

/** A policy statement also has a `Condition` key; only a condition's name makes it an intrinsic. */
function isIntrinsic(key: string, argument: unknown): boolean {
  return key === 'Ref' || key.startsWith('Fn::') || (key === 'Condition' && typeof argument === 'string');
}

function list(value: unknown, scope: Scope, where: string): unknown[] {
  const evaluated = evaluate(value, scope, where);
  if (Array.isArray(evaluated)) return evaluated;
  if (typeof evaluated === 'string') return evaluated.split(',');
  throw new AssemblyError(`${where}: expected a list, received ${JSON.stringify(evaluated)}.`);
}

function text(value: unknown, scope: Scope, where: string): string {
  const evaluated = isObject(value) ? evaluate(value, scope, where) : value;
  if (Array.isArray(evaluated)) return evaluated.join(',');
  const found = textOf(evaluated);
  if (found !== undefined) return found;
  throw new AssemblyError(`${where}: expected text, received ${evaluated === NO_VALUE ? 'AWS::NoValue' : JSON.stringify(evaluated)}.`);
}
