import fc from 'fast-check';
import { MOVED, NO_DATA, OTHERS, OURS, pacing, ScriptedControl, scriptedControl, TEXT, THEIR_BUCKET, THEIRS, wanting } from './support/settings';
import { handleEvent, ResourceEvent } from '../../../../lambda/custom-resources/invocation-logging/handle-event';
import { DATA_FLAGS, InvocationLoggingProperties, LoggingConfiguration, LogGroupDestination } from '../../../../src/contract/invocation-logging';

const OWN = [OURS, MOVED];
const properties = fc.record({
  destination: fc.constantFrom(...OWN),
  flags: fc.constantFrom(NO_DATA, TEXT),
  replaces: fc.constantFrom(undefined, undefined, { ...NO_DATA }, { cloudWatchConfig: THEIRS, ...TEXT }, { cloudWatchConfig: OTHERS, ...NO_DATA }),
}).map(({ destination, flags, replaces }) => wanting(destination, flags, replaces));

/** What others do to the setting, by hand or with tools of their own. */
const foreign = fc.constantFrom<(found: LoggingConfiguration | undefined) => LoggingConfiguration | undefined>(
  (found) => ({ ...NO_DATA, ...found, s3Config: THEIR_BUCKET }),
(found) => found && { ...found, s3Config: undefined },
(found) => found && { ...found, textDataDeliveryEnabled: !found.textDataDeliveryEnabled },
(found) => ({ ...NO_DATA, ...found, cloudWatchConfig: THEIRS }),
(found) => ({ ...NO_DATA, ...found, cloudWatchConfig: OTHERS }),
() => ({ cloudWatchConfig: THEIRS, ...TEXT }),
() => undefined,
);
const fates = fc.array(fc.constantFrom('works' as const, 'before' as const, 'after' as const), { maxLength: 6 });
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('deploy' as const), properties, fates, meanwhile: fc.option(foreign) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), fates, meanwhile: fc.option(foreign) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('foreign' as const), change: foreign }) },
);

/** What CloudFormation would do: undo what failed. */
class Stack {
  private deployed?: InvocationLoggingProperties;

  constructor(private readonly control: ScriptedControl, private readonly check: (event: ResourceEvent) => void) {}

  async deploy(next: InvocationLoggingProperties, pause: () => void): Promise<void> {
    const previous = this.deployed;
    if (!previous) {
      const made = await this.send({ RequestType: 'Create', ResourceProperties: next }, pause);
      if (made) this.deployed = next;
      else await this.send({ RequestType: 'Delete', ResourceProperties: next }, pause);
      return;
    }
    const updated = await this.send({ RequestType: 'Update', ResourceProperties: next, OldResourceProperties: previous }, pause);
    if (updated) this.deployed = next;
    else await this.send({ RequestType: 'Update', ResourceProperties: previous, OldResourceProperties: next }, pause);
  }

  async remove(pause: () => void): Promise<void> {
    if (!this.deployed) return;
    expect(await this.send({ RequestType: 'Delete', ResourceProperties: this.deployed }, pause)).toBe(true);
    this.deployed = undefined;
  }

  private async send(event: ResourceEvent, pause: () => void): Promise<boolean> {
    const ended = await handleEvent(event, this.control, pacing(pause)).then(() => true, () => false);
    this.check(event);
    return ended;
  }
}

const isOwn = (destination: LogGroupDestination | undefined) => OWN.some(({ roleArn }) => roleArn === destination?.roleArn);

/** Every single write is one that its event allows. */
function checkWrites({ writes }: ScriptedControl, { ResourceProperties }: ResourceEvent): void {
  const { replaces } = ResourceProperties as InvocationLoggingProperties;
  for (const { from, to } of writes.splice(0)) {
    expect(to?.s3Config).toEqual(from?.s3Config);
    if (from?.cloudWatchConfig && !isOwn(from.cloudWatchConfig)) expect(from.cloudWatchConfig).toEqual(replaces?.cloudWatchConfig);
    if (to?.cloudWatchConfig && !isOwn(to.cloudWatchConfig)) {
      expect(isOwn(from?.cloudWatchConfig)).toBe(true);
      expect(to.cloudWatchConfig).toEqual(replaces?.cloudWatchConfig);
    }
    if (from?.s3Config && !replaces) expect(DATA_FLAGS.map((flag) => to?.[flag])).toEqual(DATA_FLAGS.map((flag) => from[flag] ?? false));
  }
}

test('what others have configured is never removed and never overwritten, whatever is deployed, changed by them or lost', async () => {
  await fc.assert(fc.asyncProperty(fc.array(action, { maxLength: 12 }), async (actions) => {
    const control = scriptedControl();
    const stack = new Stack(control, (event) => checkWrites(control, event));
    for (const step of actions) {
      if (step.kind === 'foreign') {
        control.found = step.change(control.found);
        continue;
      }
      control.script = [...step.fates];
      let meanwhile = step.meanwhile ?? undefined;
      const pause = () => {
        control.found = meanwhile ? meanwhile(control.found) : control.found;
        meanwhile = undefined;
      };
      await (step.kind === 'deploy' ? stack.deploy(step.properties, pause) : stack.remove(pause));
    }
  }), { numRuns: 1_000 });
});

test('when nobody else acts, everything is afterwards as it was before', async () => {
  const before = fc.constantFrom<LoggingConfiguration | undefined>(
    undefined, { s3Config: THEIR_BUCKET, ...TEXT }, { s3Config: THEIR_BUCKET, ...NO_DATA }, { cloudWatchConfig: THEIRS, ...TEXT },
    { cloudWatchConfig: OTHERS, s3Config: THEIR_BUCKET, ...NO_DATA },
  );
  const deployment = fc.record({ destination: fc.constantFrom(...OWN), flags: fc.constantFrom(NO_DATA, TEXT), fates });
  await fc.assert(fc.asyncProperty(before, fc.array(deployment, { minLength: 1, maxLength: 5 }), fates, async (initial, deployments, lastFates) => {
    const control = scriptedControl(initial);
    const stack = new Stack(control, () => undefined);
    const replaces = initial && (({ s3Config: _, ...rest }) => ({ ...NO_DATA, ...rest }))(initial);
    for (const { destination, flags, fates: script } of deployments) {
      control.script = [...script];
      await stack.deploy(wanting(destination, flags, replaces), () => undefined);
      expect(control.found).toMatchObject({ cloudWatchConfig: destination, ...flags });
    }
    control.script = [...lastFates];
    await stack.remove(() => undefined);
    expect(control.found).toEqual(initial);
  }), { numRuns: 300 });
});
