import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../local/assembly/read-assembly';
import { PLAN_FILE } from '../../src/contract/environment';
import { Plan, PLAN_VERSION } from '../../src/contract/plan';
import { UsageError } from '../usage-error';

export interface PlanSource {
  /** What `cdk synth` wrote. */
  readonly app?: string;
  /** Of the gateway, if the app has several. */
  readonly stack?: string;
  /** The file inside the function's code, instead. */
  readonly plan?: string;
}

/**
 * The plan that overrides narrow, from where it was synthesized.
 * @throws UsageError when there is none, or more than one
 */
export function readDeployedPlan({ app, plan, stack }: PlanSource): Plan {
  if (app !== undefined && plan !== undefined) throw new UsageError('--app and --plan name the plan twice: give one of them');
  if (plan !== undefined) return parsePlanFile(plan);
  if (app === undefined) {
    throw new UsageError('--app is missing: overrides are checked against the plan, so name what "cdk synth" wrote for this gateway, usually cdk.out '
      + `(or name the ${PLAN_FILE} of the deployed function with --plan)`);
  }
  const gateways = readAssembly(app).functions.flatMap((model) => {
    const file = join(model.codeDirectory ?? '', PLAN_FILE);
    return model.codeDirectory !== undefined && existsSync(file) ? [{ stack: model.stack, file }] : [];
  });
  const chosen = stack === undefined ? gateways : gateways.filter((gateway) => gateway.stack === stack);
  const [only, ...others] = chosen;
  if (only && others.length === 0) return parsePlanFile(only.file);
  const names = gateways.map((gateway) => gateway.stack).join(', ');
  if (gateways.length === 0) throw new UsageError(`--app: ${app} holds no gateway: name what "cdk synth" wrote for an app that has one`);
  if (stack !== undefined && !only) throw new UsageError(`--stack: ${JSON.stringify(stack)} holds no gateway; the stacks that do are ${names}`);
  throw new UsageError(stack === undefined
    ? `--app: ${app} holds ${gateways.length} gateways, in ${names}: name one of the stacks with --stack, or the gateway's ${PLAN_FILE} with --plan`
    : `--stack: ${JSON.stringify(stack)} holds ${chosen.length} gateways: name the one's ${PLAN_FILE} with --plan`);
}

function parsePlanFile(file: string): Plan {
  let plan: Partial<Plan> | null;
  try {
    plan = JSON.parse(readFileSync(file, 'utf8')) as Partial<Plan> | null;
  } catch (error) {
    throw new UsageError(`the plan ${file} cannot be read: ${(error as Error).message}`);
  }
  if (plan?.version !== PLAN_VERSION || !isObject(plan.tenants) || !isObject(plan.targets) || !isObject(plan.routes)) {
    throw new UsageError(`${file} is no plan of version ${PLAN_VERSION}: use the command of the release that deployed the gateway`);
  }
  return plan as Plan;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
