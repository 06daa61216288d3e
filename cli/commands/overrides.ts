import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import {
  isExpired, isLimit, LimitName, LIMITS, MAX_BY_LENGTH, MAX_REASON_LENGTH, Override, OverrideProblem, overrideAttribute, OVERRIDES_MAX_AGE_MS,
  parseOverride,
} from '../../src/contract/overrides';
import { Plan } from '../../src/contract/plan';
import { awsDynamoDb } from '../aws/aws-dynamodb';
import { ACTIONS } from '../overrides/actions';
import { checkOverride, namesInPlan, plannedLimit } from '../overrides/check-override';
import { readDeployedPlan } from '../overrides/deployed-plan';
import { describeOverride, describeSubject, timeText } from '../overrides/describe-override';
import { expiryOf } from '../overrides/expiry';
import { createOverrideTable, OverrideItem, OverrideTable } from '../overrides/override-table';
import { UsageError } from '../usage-error';

const LIMIT_OPTIONS: ReadonlyMap<LimitName, string> = new Map(
  (Object.keys(LIMITS) as LimitName[]).map((limit) => [limit, limit.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)]),
);

export const OVERRIDES_USAGE = `Usage: cdk-resilient-inference overrides list --table NAME [--app DIRECTORY] [options]
       cdk-resilient-inference overrides <action> NAME --table NAME --app DIRECTORY --reason TEXT [options]

Takes something away from the deployed plan, without a deployment; every container sees it within ${OVERRIDES_MAX_AGE_MS / 1000} seconds.

  disable-tenant   refuse a tenant's requests (403)         enable-tenant    undo it
  limit-tenant     lower limits of a tenant's quota         unlimit-tenant   undo it: the limits named, or all
  drain-target     send nothing to a target                 restore-target   undo it
  drain-shard      send nothing to the targets of a shard   restore-shard    undo it
  disable-route    refuse requests for a model (503)        enable-route     undo it
  list             show what is overridden

Options:
  --table NAME       the gateway's table (output TableName of the stack)
  --app DIRECTORY    what "cdk synth" wrote for this gateway, usually cdk.out: names and limits are checked against its plan
  --stack NAME       the gateway's stack, if the app has several gateways
  --plan FILE        plan.json of the deployed function, instead of --app
  --reason TEXT      why, up to ${MAX_REASON_LENGTH} characters; needed to take something away
  --by TEXT          who, up to ${MAX_BY_LENGTH} characters; default: the user of this machine
  --until TIME       when it ends by itself, such as 2026-12-01T00:00Z; default: when it is undone
  --for TIME         the same from now on: 90s, 30m, 2h, 7d
  --region NAME      Region of the table; default: as the AWS SDK finds it
  --json             print the result as JSON

Limits, for limit-tenant with a number and for unlimit-tenant without:
${[...LIMIT_OPTIONS.values()].map((option) => `  --${option}`).join('\n')}`;

/** Seams for tests. */
export interface OverridesTools {
  /** @default the table in AWS */
  readonly openTable?: (table: string, region: string | undefined) => OverrideTable;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** How long it can be seen who has undone something. */
const CLEARED_FOR_S = 15 * 60;

export async function overridesCommand(
  commandArguments: readonly string[], print: (line: string) => void, tools: OverridesTools = {},
): Promise<void> {
  const { now = Date.now } = tools;
  const { openTable = (named: string, region: string | undefined) => createOverrideTable(awsDynamoDb(region), named, now) } = tools;
  const [actionName = '', ...names] = positionalsOf(commandArguments);
  const action = ACTIONS.get(actionName);
  if (!action && actionName !== 'list') {
    throw new UsageError(`${actionName === '' ? 'overrides needs an action' : `unknown action ${JSON.stringify(actionName)}`}\n\n${OVERRIDES_USAGE}`);
  }
  const [name, ...rest] = names;
  const unexpected = action ? rest[0] : name;
  if (unexpected !== undefined) throw new UsageError(`unexpected argument ${JSON.stringify(unexpected)}\n\n${OVERRIDES_USAGE}`);
  const options = optionsOf(commandArguments, action?.effect === 'limits');
  if (options.limits.size > 0 && action?.kind !== 'limit') throw new UsageError(`limits are for limit-tenant and unlimit-tenant, not for ${actionName}`);
  const tableName = required(options.table, '--table');
  const open = () => openTable(tableName, options.region);

  if (!action) {
    const plan = options.app === undefined && options.plan === undefined ? undefined : readDeployedPlan(options);
    return list(await open().read(), plan, now(), print, options.json);
  }
  const note = {
    at: Math.floor(now() / 1000),
    reason: text(options.reason, '--reason', MAX_REASON_LENGTH),
    by: text(options.by ?? localUser(), '--by', MAX_BY_LENGTH),
  };
  const subject = { kind: action.kind, name: required(name, `${actionName} needs the name of the ${action.kind === 'limit' ? 'tenant' : action.kind}: it`) };
  if (action.effect === 'cleared') {
    if (options.until !== undefined || options.duration !== undefined) {
      throw new UsageError(`${actionName} is for good: --until and --for are for what takes something away`);
    }
    const table = open();
    const item = await table.read();
    const standing = standingOverrides(item, subject, options.limits, now());
    if (standing.length === 0) {
      const what = action.kind === 'limit' ? `tenant ${name} has no such lowered limit` : `${action.kind} ${name} is not overridden`;
      throw new UsageError(`${what}: nothing was written`);
    }
    return change(table, item, standing.map((each): Override => ({ ...each, effect: 'cleared', until: note.at + CLEARED_FOR_S, ...note })));
  }

  const plan = readDeployedPlan(options);
  if (note.reason === undefined) throw new UsageError(`--reason is missing: say in a few words why, for the log and for whoever comes next\n\n${OVERRIDES_USAGE}`);
  const until = expiryOf(options, now());
  const overrides = action.effect === 'limits'
    ? limitsToSet(options.limits, actionName).map(([limit, effect]): Override => ({ ...subject, limit, effect, until, ...note }))
    : [{ ...subject, effect: action.effect, until, ...note } satisfies Override];
  for (const override of overrides) checkOverride(plan, override);
  const table = open();
  return change(table, await table.read(), overrides, plan);

  async function change(written: OverrideTable, item: OverrideItem, changed: readonly Override[], planned?: Plan): Promise<void> {
    const revision = await written.write(changed, item);
    const before = (override: Override) => {
      const attribute = overrideAttribute(override);
      return item.texts.has(attribute) ? parseOverride(attribute, item.texts.get(attribute)) : undefined;
    };
    if (options.json) {
      const changes = changed.map((after) => ({ before: shown(before(after)), after: shown(after) }));
      return print(JSON.stringify({ revision, changes }));
    }
    for (const override of changed) {
      const limit = override.limit && planned && plannedLimit(planned, override.name, override.limit);
      print(`${describeSubject(override)}${limit === undefined ? '' : ` (plan: ${limit})`}`);
      print(`  before  ${describeOverride(before(override), now())}`);
      print(`  after   ${describeOverride(override, now())}`);
    }
    print(`every container sees it within ${OVERRIDES_MAX_AGE_MS / 1000} seconds`);
  }
}

/** What is there to be undone, also if it cannot be read. */
function standingOverrides(item: OverrideItem, subject: Pick<Override, 'kind' | 'name'>, limits: ReadonlyMap<LimitName, string>, now: number) {
  const candidates = subject.kind !== 'limit'
    ? [subject]
    : [...LIMIT_OPTIONS.keys()].filter((limit) => limits.size === 0 || limits.has(limit)).map((limit) => ({ ...subject, limit }));
  return candidates.filter((candidate) => {
    const attribute = overrideAttribute(candidate);
    if (!item.texts.has(attribute)) return false;
    const override = parseOverride(attribute, item.texts.get(attribute));
    return typeof override === 'string' || (override.effect !== 'cleared' && !isExpired(override, now));
  });
}

function limitsToSet(limits: ReadonlyMap<LimitName, string>, actionName: string): readonly (readonly [LimitName, number])[] {
  if (limits.size === 0) throw new UsageError(`${actionName} needs a limit to lower, such as --requests-per-minute 10\n\n${OVERRIDES_USAGE}`);
  return [...limits].map(([limit, value]) => {
    const number = /^\d{1,15}(\.\d{1,6})?$/.test(value) ? Number(value) : NaN;
    if (isLimit(limit, number)) return [limit, number];
    const kind = LIMITS[limit] === 'whole' ? 'a whole number' : 'a number';
    throw new UsageError(`--${LIMIT_OPTIONS.get(limit)} must be ${kind} above 0, received ${JSON.stringify(value)}; to stop a tenant altogether: disable-tenant`);
  });
}

function list(item: OverrideItem, plan: Plan | undefined, now: number, print: (line: string) => void, json: boolean): void {
  const entries = [...item.texts].map(([attribute, value]) => {
    const override = parseOverride(attribute, value);
    return { attribute, override, ...typeof override === 'string' ? { problem: override } : problemIn(plan, override) };
  });
  if (json) {
    const rows = entries.map(({ attribute, override, problem }) => ({ attribute, ...typeof override === 'string' ? {} : shown(override), problem }));
    return print(JSON.stringify({ revision: item.revision ?? 0, overrides: rows }));
  }
  const rows = entries.flatMap(({ attribute, override, problem }): (readonly [string, string])[] => {
    if (typeof override === 'string') return [[attribute, describeOverride(override, now)]];
    if (override.effect === 'cleared') return [];
    return [[describeSubject(override), describeOverride(problem ?? override, now)]];
  });
  if (rows.length === 0) return print('nothing is overridden: the plan counts as it was deployed');
  const width = Math.max(...rows.map(([subject]) => subject.length));
  for (const [subject, effect] of rows) print(`${subject.padEnd(width)}  ${effect}`);
}

function problemIn(plan: Plan | undefined, override: Override): { readonly problem?: OverrideProblem } {
  return plan && !namesInPlan(plan, override.kind).includes(override.name) ? { problem: 'unknownName' } : {};
}

/** For programs: times as ISO 8601, null for nothing. */
function shown(override: Override | OverrideProblem | undefined) {
  if (override === undefined) return null;
  if (typeof override === 'string') return { problem: override };
  const { until, at, ...rest } = override;
  return { ...rest, until: until === undefined ? undefined : timeText(until), at: at === undefined ? undefined : timeText(at) };
}

const PLAIN_OPTIONS = {
  table: { type: 'string' },
  app: { type: 'string' },
  stack: { type: 'string' },
  plan: { type: 'string' },
  reason: { type: 'string' },
  by: { type: 'string' },
  until: { type: 'string' },
  for: { type: 'string' },
  region: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Limits have a number or none, so that what is no option depends on the action, which is itself no option. */
function positionalsOf(commandArguments: readonly string[]): readonly string[] {
  return parse(commandArguments, commandArguments.includes('limit-tenant')).positionals;
}

function optionsOf(commandArguments: readonly string[], limitsHaveNumbers: boolean) {
  const { values } = parse(commandArguments, limitsHaveNumbers);
  const { for: duration, ...options } = values;
  const limits = new Map<LimitName, string>();
  for (const [limit, option] of LIMIT_OPTIONS) {
    const value = (values as Readonly<Record<string, unknown>>)[option];
    if (value !== undefined) limits.set(limit, typeof value === 'string' ? value : '');
  }
  return { ...options, duration, limits };
}

function parse(commandArguments: readonly string[], limitsHaveNumbers: boolean) {
  const limitOptions = Object.fromEntries([...LIMIT_OPTIONS.values()].map((option) => [option, { type: limitsHaveNumbers ? 'string' : 'boolean' } as const]));
  try {
    return parseArgs({ args: [...commandArguments], allowPositionals: true, options: { ...limitOptions, ...PLAIN_OPTIONS } });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${OVERRIDES_USAGE}`);
  }
}

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`${option} is missing\n\n${OVERRIDES_USAGE}`);
  return value;
}

/** Said by a person, and shown on one line. */
function text(value: string | undefined, option: string, most: number): string | undefined {
  if (value === undefined) return undefined;
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > most) throw new UsageError(`${option} must have 1 to ${most} characters, received ${trimmed.length}`);
  if (/\p{Cc}/u.test(trimmed)) throw new UsageError(`${option} must be one line without control characters`);
  return trimmed;
}

function localUser(): string | undefined {
  try {
    return userInfo().username.slice(0, MAX_BY_LENGTH) || undefined;
  } catch {
    return undefined;
  }
}
