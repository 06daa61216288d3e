import { IConstruct } from 'constructs';
import { TenantsByValue } from '../contract/plan';
import { ResilientInferenceError } from '../private/errors';
import { BoundTenant } from '../tenants/bind-tenants';

/** What values stand for, checked and in order. */
export function bindTenantsByValue(
  scope: IConstruct, what: string, values: TenantsByValue | undefined, tenants: readonly BoundTenant[],
): TenantsByValue | undefined {
  if (!values) return undefined;
  const names = tenants.map(({ name }) => name);
  const entries = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
  if (entries.length === 0) {
    throw new ResilientInferenceError('UnknownTenant', `${what} maps no value to a tenant, so nobody could call: name some, or leave it out if the values are names of tenants`, scope);
  }
  for (const [value, tenant] of entries) {
    if (names.includes(tenant)) continue;
    throw new ResilientInferenceError(
      'UnknownTenant', `${what} maps '${value}' to tenant '${tenant}', but the tenants are ${names.map((name) => `'${name}'`).join(', ')}`, scope,
    );
  }
  return Object.fromEntries(entries);
}
