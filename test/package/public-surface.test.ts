import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface TypeReference {
  readonly primitive?: string;
  readonly union?: unknown;
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
  readonly docs?: { readonly summary?: string };
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
  return type.union !== undefined || type.primitive === 'any' || type.primitive === 'json';
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

  test('every exported type and every property says what it is', () => {
    expect(types.filter(({ docs }) => !docs?.summary).map(({ fqn }) => fqn)).toEqual([]);
    expect(types.flatMap(({ fqn, properties = [] }) => properties.filter(({ docs }) => !docs?.summary).map(({ name }) => `${fqn}.${name}`))).toEqual([]);
  });

  test('every optional prop says what happens without it', () => {
    const props = types.filter(({ datatype }) => datatype).flatMap(({ fqn, properties = [] }) => properties.map((property) => ({ fqn, property })));
    expect(props.length).toBeGreaterThan(20);
    expect(props.filter(({ property }) => property.optional && !property.docs?.default).map(({ fqn, property }) => `${fqn}.${property.name}`)).toEqual([]);
  });

  test('the contract with the handlers is not part of it', () => {
    expect(types.filter(({ fqn }) => /Plan$|Contract/.test(fqn)).map(({ fqn }) => fqn)).toEqual([]);
  });
});
