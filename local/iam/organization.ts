const KEY = /"aws:PrincipalOrgID":(?:"([^"]+)"|\["([^"]+)"\])/gi;

/**
 * The organization that all accounts of an application are taken to be in: the one that its trust policies ask for.
 * Undefined when they name none or several, and then a role that asks for one cannot be assumed.
 */
export function organizationOf(trustPolicies: readonly unknown[]): string | undefined {
  const named = new Set([...JSON.stringify(trustPolicies).matchAll(KEY)].map(([, one, listed]) => one ?? listed));
  const [only, ...others] = named;
  return others.length === 0 ? only : undefined;
}
