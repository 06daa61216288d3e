import { Check, equals, Pattern } from '../support/pattern';
import { Call } from '../support/stage';

const REQUESTS = 5;
const TENANTS = [
  { tenant: 'tenant-a', perMinute: 3 },
  { tenant: 'tenant-b', perMinute: 10 },
  { tenant: 'tenant-c', perMinute: 10 },
] as const;

/** Three tenants send five requests each at once: the one whose quota is smaller does not cost the others anything. */
export const quotaIsolation: Pattern = {
  title: '5 · Quota isolation',
  async play(stage) {
    const requests = TENANTS.flatMap(({ tenant }) => Array.from({ length: REQUESTS }, (_, index) => ({ tenant, withOpenAi: index % 2 === 0 })));
    const calls = await Promise.all(requests.map(async ({ tenant, withOpenAi }) => ({
      tenant,
      ...await (withOpenAi ? stage.askWithOpenAi(tenant, 'isolated') : stage.askWithAwsSdk(tenant, 'isolated')),
    })));
    const of = (tenant: string, status: number) => calls.filter((call) => call.tenant === tenant && call.status === status);

    return [{
      title: `${TENANTS.length} tenants send ${REQUESTS} requests each at once`,
      columns: ['Tenant', 'Limit per minute', 'Succeeded', 'Refused (429)', 'Come back in'],
      rows: TENANTS.map(({ tenant, perMinute }) => [tenant, perMinute, of(tenant, 200).length, of(tenant, 429).length, waitOf(of(tenant, 429))]),
      checks: TENANTS.flatMap(({ tenant, perMinute }): Check[] => {
        const admitted = Math.min(REQUESTS, perMinute);
        return [
          equals(`${tenant}: succeeded`, of(tenant, 200).length, admitted),
          equals(`${tenant}: refused with 429 and Retry-After`, of(tenant, 429).filter(({ retryAfter }) => (retryAfter ?? 0) > 0).length, REQUESTS - admitted),
        ];
      }),
    }];
  },
};

function waitOf(refused: readonly Call[]): string {
  const waits = refused.flatMap(({ retryAfter }) => retryAfter ?? []);
  return waits.length === 0 ? '—' : `${Math.max(...waits)} s`;
}
