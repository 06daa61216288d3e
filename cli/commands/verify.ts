import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error';
import { allChecks } from '../verify/all-checks';
import { Check } from '../verify/check';
import { reachChecks } from '../verify/checks/reach';
import { discoverRoutes, givesVectors } from '../verify/discover';
import { parseEndpoint } from '../verify/endpoint';
import { Finding } from '../verify/finding';
import { patiently } from '../verify/http/patient';
import { sender } from '../verify/http/send';
import { roomiestFirst } from '../verify/patterns/capacity';
import { planAtHand } from '../verify/plan-at-hand';
import { redactor } from '../verify/redact';
import { renderReport, summarize } from '../verify/report';
import { Stage } from '../verify/stage';

const KEY = 'INFERENCE_API_KEY';
const OTHER_KEY = 'INFERENCE_OTHER_API_KEY';

export const VERIFY_USAGE = `Usage: cdk-resilient-inference verify --endpoint URL [--key KEY] [options]

Asks a deployed gateway, from outside, whether it does what it should: every API answers, streams and refuses in its own
form, and the five patterns show. It injects no faults, and says of everything that it has not checked why.

Options:
  --endpoint URL       output EndpointUrl of the stack
  --key KEY            an API key, or what the gateway takes in its place; better in ${KEY}, where neither the
                       shell's history nor the list of processes shows it
  --other-key KEY      of another tenant, to see that quotas are apart; better in ${OTHER_KEY}
  --route NAME         a route on which every API is checked (repeatable); default: the first one, and the others once
  --app DIRECTORY      what "cdk synth" wrote for this gateway: tells which routes show which pattern;
                       default: cdk.out, if it is here
  --stack NAME         the gateway's stack, if the app has several gateways
  --plan FILE          plan.json of the deployed function, instead of --app
  --limit-test         use up what is left of the tenant's requests per minute, to see how it is refused
  --most-requests N    at once, for one pattern or the limit (default 40)
  --max-tokens N       of each answer that is not streamed (default 64)
  --timeout SECONDS    for one answer (default 120)
  --dry-run            say what would be asked and how many requests a model would answer, and stop
  --yes                do not ask before models are called; without a terminal nobody is asked
  --json               print the result as JSON

Ends with 0 when nothing has failed, 1 when something has, 2 when the command line is wrong.`;

/** Seams for tests. */
export interface VerifyTools {
  /** @default that of the process */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where the command is run. */
  readonly directory?: string;
  /** Progress, apart from the result. */
  readonly note?: (line: string) => void;
  /** @returns whether to go on; absent: nobody is asked */
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** @returns the exit code */
export async function verifyCommand(commandArguments: readonly string[], print: (line: string) => void, tools: VerifyTools = {}): Promise<number> {
  const { directory = process.cwd(), environment = process.env, wait = sleep } = tools;
  const options = parse(commandArguments);
  const key = keyOf(options.key, environment, KEY);
  const otherKey = keyOf(options['other-key'], environment, OTHER_KEY);
  if (key === undefined) throw new UsageError(`--key is missing, and so is ${KEY}: create a key with "keys create"\n\n${VERIFY_USAGE}`);
  if (key === otherKey) throw new UsageError('--other-key is the same as --key: it has to be of another tenant');
  const redact = redactor([key, otherKey]);
  const note = (line: string) => (tools.note ?? console.error)(redact(line));
  if (options.endpoint === undefined) throw new UsageError(`--endpoint is missing\n\n${VERIFY_USAGE}`);
  const endpoint = parseEndpoint(options.endpoint);
  const plan = planAtHand(options, directory, note);
  const send = sender(endpoint, 1000 * wholeNumber('--timeout', options.timeout, 120));
  const settings = {
    endpoint,
    key,
    otherKey,
    plan,
    send,
    sendPatiently: patiently(send, async (ms) => { await wait(ms); }, note),
    maxTokens: wholeNumber('--max-tokens', options['max-tokens'], 64),
    mostRequests: wholeNumber('--most-requests', options['most-requests'], 40),
  };

  const discovered = await discoverRoutes(send, key);
  const { routes: listed = [] } = discovered;
  const unknown = discovered.routes && options.route?.find((route) => !listed.includes(route));
  if (unknown !== undefined) throw new UsageError(`--route: ${JSON.stringify(unknown)} is none that the key may use: ${listed.join(', ')}`);
  const stage: Stage = { ...settings, listedRoutes: listed, ...await sorted(options.route, roomiestFirst(plan, listed)) };
  const checks = discovered.routes ? allChecks(stage, discovered.check, options['limit-test']) : [...reachChecks(stage), discovered.check];

  const findings = await gone();
  if (!findings) return 0;
  const summary = summarize(findings);
  if (options.json) print(redact(JSON.stringify({ endpoint: endpoint.url, ...summary, findings }, undefined, 2)));
  else for (const line of renderReport(findings)) print(redact(line));
  return summary.failed > 0 ? 1 : 0;

  /** Those that hold conversations, and those that give vectors. */
  async function sorted(wanted: readonly string[] | undefined, all: readonly string[]) {
    const routes: string[] = [];
    const embeddingRoutes: string[] = [];
    for (const route of wanted ?? all) (await givesVectors(send, key!, route) ? embeddingRoutes : routes).push(route);
    return { embeddingRoutes, ...wanted ? { routes, routesAskedOnce: [] } : { routes: routes.slice(0, 1), routesAskedOnce: routes.slice(1) } };
  }

  /** @returns undefined when nothing was to be asked */
  async function gone(): Promise<readonly Finding[] | undefined> {
    const cost = costOf(checks);
    if (options['dry-run']) {
      const planned = checks.map(({ family, modelCalls, title }) => ({ family, check: title, modelCalls }));
      if (options.json) print(redact(JSON.stringify({ endpoint: endpoint.url, modelCalls: cost, checks: planned }, undefined, 2)));
      else for (const line of describeChecks(checks)) print(redact(line));
      return undefined;
    }
    note(`${endpoint.url}: ${checks.length} checks, at most ${cost} requests to models, of ${stage.maxTokens} output tokens each, streams of 192`);
    if (!options.yes && tools.confirm && cost > 0 && !await tools.confirm('Go on?')) return undefined;
    const found: Finding[] = [];
    for (const { family, run, title } of checks) {
      note(`▸ ${title}`);
      found.push({ family, check: title, ...await run() });
    }
    return found;
  }
}

/** At a terminal, the person who pays. */
export async function confirmAtTerminal(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

function costOf(checks: readonly Check[]): number {
  return checks.reduce((sum, { modelCalls }) => sum + modelCalls, 0);
}

function describeChecks(checks: readonly Check[]): readonly string[] {
  return [
    ...checks.map(({ family, modelCalls, title }) => `  ${String(modelCalls).padStart(3)}  ${family.padEnd(10)} ${title}`),
    `at most ${costOf(checks)} requests to models; nothing was sent to one`,
  ];
}

function keyOf(option: string | undefined, environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const key = option ?? environment[name];
  if (key === undefined || key === '') return undefined;
  // What cannot be in a header is no key, and an error of the HTTP client would print it.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new UsageError(`${option === undefined ? name : 'the key'} must be one word of visible ASCII characters`);
  return key;
}

function wholeNumber(option: string, value: string | undefined, otherwise: number): number {
  const number = value === undefined ? otherwise : Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new UsageError(`${option} must be a whole number above 0, received ${JSON.stringify(value)}`);
  return number;
}

function parse(commandArguments: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandArguments],
      options: {
        'endpoint': { type: 'string' },
        'key': { type: 'string' },
        'other-key': { type: 'string' },
        'route': { type: 'string', multiple: true },
        'app': { type: 'string' },
        'stack': { type: 'string' },
        'plan': { type: 'string' },
        'limit-test': { type: 'boolean', default: false },
        'most-requests': { type: 'string' },
        'max-tokens': { type: 'string' },
        'timeout': { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        'yes': { type: 'boolean', default: false },
        'json': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${VERIFY_USAGE}`);
  }
}
