import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { InferenceAccountRole, InferenceTarget, ResilientInferenceStack } from '../../src';
import { PLAN_FILE } from '../../src/contract/environment';
import { FREE_TENANT, MAX_TOKENS, MODEL_ID, REGION, ROUTE } from '../setting';

/** What a gateway is synthesized with. */
export interface EstateSize {
  /** For each number a route of its own with so many targets, each in an account of its own, beside a route with one. */
  readonly targets: readonly number[];
  /** So many with a quota, beside one without. */
  readonly tenants: number;
}

/** A synthesized plan, as the stack puts it beside the bundle. */
export interface RenderedPlan {
  readonly json: string;
}

const FIRST_ACCOUNT = 222222222222;

/** So high that nothing is refused, and without a declared rate, which would spread a tenant's ledger over several items. */
const QUOTA = { quotaTokensPerMinute: 1_000_000_000_000 };

/** The constructs themselves make the plan, by a synthesis of the stack. */
export function renderEstate({ targets, tenants }: EstateSize): RenderedPlan {
  const outdir = mkdtempSync(join(tmpdir(), 'growth-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const home = InferenceTarget.crossRegion(MODEL_ID);
    const limits = { maxTokensCeiling: MAX_TOKENS };
    new ResilientInferenceStack(app, 'Growth', {
      env: { account: '111111111111', region: REGION },
      roleName: 'gateway',
      routes: {
        [ROUTE]: { targets: [home], ...limits },
        ...Object.fromEntries(targets.map((count) => [routeWith(count), { targets: targetsInAccounts(count), ...limits }])),
      },
      tenants: {
        [FREE_TENANT]: {},
        ...Object.fromEntries(Array.from({ length: tenants }, (_, index) => [tenantName(index), { quota: QUOTA }])),
      },
    });
    app.synth();
    return { json: planIn(outdir) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function routeWith(targets: number): string {
  return `route-with-${targets}-targets`;
}

export function tenantName(index: number): string {
  return `tenant-${index + 1}`;
}

/** Accounts are what a gateway has many targets for: each brings its own quotas, and needs credentials of its own. */
function targetsInAccounts(count: number): InferenceTarget[] {
  return Array.from({ length: count }, (_, index) =>
    InferenceTarget.crossRegion(MODEL_ID, { roleArn: InferenceAccountRole.arnFor(String(FIRST_ACCOUNT + index), 'inference') }));
}

/** @throws Error when the synthesis has left no plan */
function planIn(outdir: string): string {
  const asset = readdirSync(outdir).find((name) => name.startsWith('asset.') && readdirSync(join(outdir, name)).includes(PLAN_FILE));
  if (asset === undefined) throw new Error(`the synthesis has left no ${PLAN_FILE} in ${outdir}`);
  return readFileSync(join(outdir, asset, PLAN_FILE), 'utf8');
}
