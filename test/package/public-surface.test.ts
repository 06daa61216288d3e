import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface TypeReference {
  readonly primitive?: string;
  readonly union?: unknown;
  readonly intersection?: unknown;
  readonly collection?: { readonly elementtype: TypeReference };
}

interface Member {
  readonly name?: string;
  readonly type?: TypeReference;
  readonly parameters?: readonly Member[];
  readonly returns?: { readonly type: TypeReference };
  readonly docs?: { readonly summary?: string; readonly default?: string };
  readonly optional?: boolean;
}

interface JsiiType {
  readonly fqn: string;
  readonly kind: string;
  readonly datatype?: boolean;
  readonly locationInModule?: { readonly filename: string };
  readonly docs?: { readonly summary?: string };
  readonly members?: readonly Member[];
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly initializer?: Member;
}

/** The assembly that jsii wrote; `npm test` compiles it before it runs the tests. */
function readTypes(): readonly JsiiType[] {
  const file = resolve(__dirname, '../../.jsii');
  if (!existsSync(file)) throw new Error('there is no .jsii: run "npx projen compile" first');
  return Object.values((JSON.parse(readFileSync(file, 'utf8')) as { types: Record<string, JsiiType> }).types);
}

function isWeak(type: TypeReference | undefined): boolean {
  if (!type) return false;
  if (type.collection) return isWeak(type.collection.elementtype);
  return type.union !== undefined || type.intersection !== undefined || type.primitive === 'any' || type.primitive === 'json';
}

describe('what users of other languages see', () => {
  const types = readTypes();
  const members = types.flatMap((type) => [
    ...(type.properties ?? []),
    ...[...(type.methods ?? []), ...(type.initializer ? [type.initializer] : [])].flatMap((method) => [
      ...(method.parameters ?? []), { name: `${method.name ?? 'constructor'}()`, type: method.returns?.type },
    ]),
  ].map((member) => ({ owner: type.fqn, member })));

  test('no parameter, property or result is any, json or a union', () => {
    expect(members.filter(({ member }) => isWeak(member.type)).map(({ owner, member }) => `${owner}.${member.name}`)).toEqual([]);
  });

  test('every exported type, property, method and member of an enum says what it is', () => {
    expect(types.filter(({ docs }) => !docs?.summary).map(({ fqn }) => fqn)).toEqual([]);
    const named = types.flatMap(({ fqn, members: choices = [], methods = [], properties = [] }) =>
      [...properties, ...methods, ...choices].map(({ docs, name }) => ({ name: `${fqn}.${name}`, docs })));
    expect(named.length).toBeGreaterThan(150);
    expect(named.filter(({ docs }) => !docs?.summary).map(({ name }) => name)).toEqual([]);
  });

  // jsii lets them pass with a warning, and puts an underscore behind them in that language.
  test('every parameter has a name: one that is taken apart where it stands has none elsewhere', () => {
    const parameters = types.flatMap(({ fqn, initializer, methods = [] }) =>
      [...methods, ...initializer ? [initializer] : []].flatMap(({ parameters: given = [] }) => given.map(({ name }) => `${fqn}: ${name}`)));
    expect(parameters.length).toBeGreaterThan(100);
    expect(parameters.filter((parameter) => !/: [a-zA-Z]\w*$/.test(parameter))).toEqual([]);
  });

  test('no name is a word of the language in Python or Java', () => {
    const words = new Set([
      ...'and as assert async await break case class continue def default del do elif else enum except extends final finally for from global goto'.split(' '),
      ...'if implements import in instanceof interface is lambda match native new nonlocal not or package pass private protected public raise'.split(' '),
      ...'return static super switch synchronized this throw throws transient try void volatile while with yield abstract boolean byte char'.split(' '),
    ]);
    const names = types.flatMap(({ fqn, methods = [], properties = [] }) => [...properties, ...methods].flatMap(({ name, parameters = [] }) =>
      [name, ...parameters.map((parameter) => parameter.name)].map((each) => [`${fqn}.${name}`, each])));
    expect(names.filter(([, name]) => words.has(name ?? '')).map(([owner, name]) => `${owner}: ${name}`))
      // The name of the service; in Python it is `lambda_`.
      .toEqual(['cdk-resilient-inference.GatewayCompute.lambda: lambda']);
  });

  test('every optional prop says what happens without it', () => {
    const props = types.filter(({ datatype }) => datatype).flatMap(({ fqn, properties = [] }) => properties.map((property) => ({ fqn, property })));
    expect(props.length).toBeGreaterThan(20);
    expect(props.filter(({ property }) => property.optional && !property.docs?.default).map(({ fqn, property }) => `${fqn}.${property.name}`)).toEqual([]);
  });

  test('the contract with the handlers is not part of it', () => {
    expect(types.every(({ locationInModule }) => locationInModule !== undefined)).toBe(true);
    expect(types.filter(({ fqn, locationInModule }) => /Plan$|Contract/.test(fqn) || locationInModule!.filename.startsWith('src/contract/'))
      .map(({ fqn }) => fqn)).toEqual([]);
  });
});
