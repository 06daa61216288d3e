import { countAt, objectAt, planError } from './plan-values';
import { LeasesPlan, TenantPlan } from '../../src/contract/plan';

export function leasesAt(value: unknown, path: string, tenants: ReadonlyMap<string, TenantPlan>): LeasesPlan {
  const leases = objectAt(value, path);
  const requests = countAt(leases.requests, `${path}.requests`);
  if (requests < 2) throw planError(`${path}.requests`, 'at least 2', requests);
  const sharing = [...tenants].find(([, { share }]) => share);
  if (sharing) throw planError(path, `absent, because the tenant ${JSON.stringify(sharing[0])} has a share`, value);
  return { requests, ms: countAt(leases.ms, `${path}.ms`) };
}
