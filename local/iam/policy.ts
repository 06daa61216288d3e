import { parseCondition, type Condition } from './condition';

/** A statement as IAM and CloudFormation write it. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A policy as IAM and CloudFormation write it, with every intrinsic function resolved. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

/** A list of patterns that must match (`Action`) or must not match (`NotAction`). */
export interface Selection {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** Who a trust statement speaks of. */
export type Principals = '*' | Readonly<Record<string, readonly string[]>>;

/** A statement with every element checked and written as lists. */
export interface Statement {
  readonly source: PolicyStatement;
  readonly effect: 'Allow' | 'Deny';
  readonly action: Selection;
  /** Absent in a trust policy: it speaks of the role that carries it. */
  readonly resource?: Selection;
  /** Absent in an identity policy: it speaks of the principal that carries it. */
  readonly principals?: Principals;
  readonly conditions: readonly Condition[];
  /** Policy variables exist only since version 2012-10-17; before it they are plain text. */
  readonly hasVariables: boolean;
}

/** A policy that has been read and found to hold nothing this evaluator would ignore. */
export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** `identity` policies name resources, `trust` policies name principals, `resource` policies name both. */
export type PolicyKind = 'identity' | 'trust' | 'resource';

const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition'];

/**
 * Reads a policy document.
 * @throws Error that names the policy and the element, for anything that could not be evaluated exactly
 */
export function parsePolicy(document: unknown, name: string, kind: PolicyKind = 'identity'): Policy {
  const { Version: version, Statement: statement } = record(document, `policy '${name}'`);
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new Error(`policy '${name}': Version is ${JSON.stringify(version)}, expected '2012-10-17' or '2008-10-17'`);
  }
  if (statement === undefined) throw new Error(`policy '${name}' has no Statement`);
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  const hasVariables = version === '2012-10-17';
  return { name, statements: statements.map((each, index) => parseStatement(each, `policy '${name}', statement ${index}`, kind, hasVariables)) };
}

function parseStatement(value: unknown, where: string, kind: PolicyKind, hasVariables: boolean): Statement {
  const fields = record(value, where);
  const unknown = Object.keys(fields).find((key) => !STATEMENT_ELEMENTS.includes(key));
  if (unknown !== undefined) throw new Error(`${where}: the element '${unknown}' is not supported; supported are ${STATEMENT_ELEMENTS.join(', ')}`);
  if (fields.Effect !== 'Allow' && fields.Effect !== 'Deny') {
    throw new Error(`${where}: Effect is ${JSON.stringify(fields.Effect)}, expected 'Allow' or 'Deny'`);
  }
  if (kind === 'identity' && fields.Principal !== undefined) throw new Error(`${where}: Principal belongs in a trust policy, not in an identity policy`);
  if (kind !== 'identity' && fields.Principal === undefined) throw new Error(`${where}: a ${kind} policy needs a Principal`);
  return {
    source: fields as unknown as PolicyStatement,
    effect: fields.Effect,
    action: selection(fields, 'Action', where),
    ...(kind === 'trust' ? {} : { resource: selection(fields, 'Resource', where) }),
    ...(kind === 'identity' ? {} : { principals: principals(fields.Principal, where) }),
    conditions: parseCondition(fields.Condition, where),
    hasVariables,
  };
}

function selection(fields: Readonly<Record<string, unknown>>, element: 'Action' | 'Resource', where: string): Selection {
  const positive = fields[element];
  const negative = fields[`Not${element}`];
  if ((positive === undefined) === (negative === undefined)) {
    throw new Error(`${where}: expected exactly one of ${element} and Not${element}`);
  }
  return positive === undefined
    ? { negated: true, patterns: strings(negative, `${where}: Not${element}`) }
    : { negated: false, patterns: strings(positive, `${where}: ${element}`) };
}

function principals(value: unknown, where: string): Principals {
  if (value === '*') return value;
  return Object.fromEntries(Object.entries(record(value, `${where}: Principal`)).map(([type, names]) => {
    const list = strings(names, `${where}: Principal.${type}`);
    const partial = list.find((name) => name !== '*' && name.includes('*'));
    if (partial !== undefined) throw new Error(`${where}: Principal '${partial}' holds a wildcard; only '*' alone is allowed`);
    return [type, list];
  }));
}

function strings(value: unknown, where: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const odd = list.find((each) => typeof each !== 'string');
  if (odd !== undefined) throw new Error(`${where}: expected text, received ${JSON.stringify(odd)}; resolve intrinsic functions first`);
  if (list.length === 0) throw new Error(`${where}: expected at least one entry, received an empty list`);
  return list as readonly string[];
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${where}: expected an object, received ${JSON.stringify(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}
