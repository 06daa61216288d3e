import * as fc from 'fast-check';
import { createScene, CUSTOM, DAY, NOVA, OTHER_CUSTOM, properties, Scene } from './support/scene';
import { FaultRule, PROVISIONED_OPERATIONS, ProvisionedFault } from '../../../../local/bedrock-control/provisioned/fault';
import { CommitmentDuration } from '../../../../src/contract/provisioned';
import { OneResourceStack } from '../../../support/custom-resources/stack';

type Step =
  | { readonly kind: 'deploy'; readonly properties: Readonly<Record<string, unknown>>; readonly elsewhere: 'succeeds' | 'fails' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'days'; readonly days: number };

interface Trouble {
  readonly operations: readonly FaultRule[];
  readonly functions: readonly ('onEvent' | 'isComplete')[];
  readonly creationFails: boolean;
}

const NO_TROUBLE: Trouble = { operations: [], functions: [], creationFails: false };

const wanted = (commitments: readonly (CommitmentDuration | undefined)[]) => fc.record({
  Name: fc.constantFrom('chat', 'talk'),
  Model: fc.constantFrom(NOVA, CUSTOM, OTHER_CUSTOM),
  ModelUnits: fc.constantFrom('1', '2'),
  Commitment: fc.constantFrom(...commitments),
  Tags: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2')),
}).map(({ Commitment, ...rest }) => properties({ ...rest, ...Commitment && { Commitment } }));

const steps = (commitments: readonly (CommitmentDuration | undefined)[]): fc.Arbitrary<Step> => fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const), properties: wanted(commitments), elsewhere: fc.constantFrom('succeeds' as const, 'succeeds' as const, 'fails' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'delete' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 60 }) }) },
);

const troubles = (faults: readonly ProvisionedFault[], longest: number): fc.Arbitrary<Trouble> => fc.record({
  operations: fc.array(fc.record({
    operation: fc.constantFrom(...PROVISIONED_OPERATIONS), fault: fc.constantFrom(...faults), count: fc.integer({ min: 1, max: longest }),
  }), { maxLength: 2 }),
  functions: fc.array(fc.constantFrom('onEvent' as const, 'isComplete' as const), { maxLength: 2 }),
  creationFails: fc.constantFrom(false, false, false, true),
});

/** @returns the reasons that were given */
async function take(scene: Scene, stack: OneResourceStack, step: Step, trouble: Trouble): Promise<readonly string[]> {
  for (const rule of trouble.operations) scene.throughputs.addFault(rule);
  for (const name of trouble.functions) scene.strike(name, 'answerLost');
  if (trouble.creationFails) scene.throughputs.failNext('no capacity');
  if (step.kind === 'days') await scene.clock.advance(step.days * DAY);
  const { reasons } = step.kind === 'deploy' ? await stack.deploy(step.properties, step.elsewhere) : step.kind === 'delete' ? await stack.delete() : { reasons: [] };
  scene.throughputs.clearFaults();
  return reasons;
}

const paid = (scene: Scene) => scene.throughputs.list().map(({ arn }) => arn);

describe('any sequence of deployments', () => {
  const PLAIN = [undefined];

  test.each(['former', 'new'] as const)('with lost answers buys one for the resource and leaves none behind (rollback told the %s id)', async (rollbackFrom) => {
    const lost = fc.tuple(steps(PLAIN), fc.record({
      operation: fc.constantFrom(...PROVISIONED_OPERATIONS.filter((operation) => operation !== 'GetProvisionedModelThroughput')),
      functions: troubles(['lostAnswer'], 1).map(({ functions }) => functions),
    }).map(({ operation, functions }): Trouble => ({ operations: [{ operation, fault: 'lostAnswer', count: 1 }], functions, creationFails: false })));
    await fc.assert(fc.asyncProperty(fc.array(lost, { minLength: 1, maxLength: 8 }), fc.boolean(), async (sequence, uniqueNames) => {
      const scene = createScene({ uniqueNames });
      const stack = scene.stack({ rollbackFrom });
      for (const [step, trouble] of sequence) {
        await take(scene, stack, step, trouble);
        expect(paid(scene)).toEqual(stack.physicalId === undefined ? [] : [stack.physicalId]);
      }
    }), { numRuns: 80 });
  });

  test.each(['former', 'new'] as const)('with any trouble at all leaves nothing behind without having said so (rollback told the %s id)', async (rollbackFrom) => {
    const any = troubles(['lostAnswer', 'lostRequest', 'ThrottlingException', 'InternalServerException', 'AccessDeniedException', 'ConflictException', 'ValidationException'], 4);
    const sequences = fc.array(fc.tuple(steps([undefined, undefined, 'OneMonth']), fc.oneof(fc.constant(NO_TROUBLE), any)), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(sequences, async (sequence) => {
      const scene = createScene();
      const stack = scene.stack({ rollbackFrom });
      const said: string[] = [];
      for (const [step, trouble] of sequence) {
        said.push(...await take(scene, stack, step, trouble));
        for (const { arn, name } of scene.throughputs.list()) {
          if (!stack.known.includes(arn) && !said.some((reason) => reason.includes(arn) || reason.includes(`'${name}'`))) throw new Error(`nobody was told of ${name} (${arn}): ${said.join('\n')}`);
        }
      }
    }), { numRuns: 80 });
  });

  test('and once trouble is over, a deployment brings about what is wanted', async () => {
    const sequences = fc.array(fc.tuple(steps(PLAIN), troubles(['lostAnswer', 'lostRequest', 'ThrottlingException', 'ConflictException'], 4)), { maxLength: 6 });
    await fc.assert(fc.asyncProperty(sequences, wanted(PLAIN), async (sequence, last) => {
      const scene = createScene();
      const stack = scene.stack();
      for (const [step, trouble] of sequence) await take(scene, stack, step, trouble);
      await scene.clock.advance(DAY);
      // What is Failed for good has to be deleted by a person, who has been told.
      fc.pre(scene.throughputs.list().every(({ status }) => status !== 'Failed'));
      if (stack.physicalId === undefined) await stack.deploy(last);
      expect(await stack.deploy({ ...last, WaitSeconds: '2701' })).toMatchObject({ status: 'complete' });
      const own = scene.throughputs.list().find(({ arn }) => arn === stack.physicalId)!;
      expect({ model: own.model.arn.split('foundation-model/').at(-1), units: String(own.modelUnits), name: own.name.split('-')[0], tags: own.tags, status: own.status }).toEqual({
        model: last.Model, units: last.ModelUnits, name: last.Name, tags: expect.objectContaining(last.Tags as object), status: 'InService',
      });
    }), { numRuns: 60 });
  });
});
