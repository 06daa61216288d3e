import { ControlPlane, ControlPlaneError, ErrorCode } from '../../../../../lambda/custom-resources/provisioned-throughput/control-plane';
import { createHandlers } from '../../../../../lambda/custom-resources/provisioned-throughput/handlers';
import { ConnectionLost, AwsError } from '../../../../../local/aws/service';
import { SimulatedThroughput, Throughputs, ThroughputsProps } from '../../../../../local/bedrock-control/provisioned/throughputs';
import { PROVISIONED_RESOURCE_TYPE, ProvisionedProperties } from '../../../../../src/contract/provisioned';
import { createProviderFramework, InvocationFault, UserFunctions } from '../../../../support/custom-resources/provider-framework';
import { OneResourceStack, StackOptions } from '../../../../support/custom-resources/stack';
import { VirtualClock } from '../../../../support/virtual-clock';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const NOVA = 'amazon.nova-lite-v1:0:300k';
export const NOVA_ARN = `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`;
export const CUSTOM = `arn:aws:bedrock:us-east-1:111111111111:custom-model/${NOVA}/aaaaaaaaaaaa`;
export const OTHER_CUSTOM = `arn:aws:bedrock:us-east-1:111111111111:custom-model/${NOVA}/bbbbbbbbbbbb`;
export const FOREIGN_CUSTOM = 'arn:aws:bedrock:us-east-1:111111111111:custom-model/amazon.nova-pro-v1:0:300k/cccccccccccc';

export function properties(more: Partial<ProvisionedProperties> = {}): Readonly<Record<string, unknown>> {
  return { ServiceToken: 'arn:aws:lambda:us-east-1:111111111111:function:provider', Name: 'chat', Model: NOVA, ModelUnits: '1', WaitSeconds: '2700', ...more };
}

/** A stack with Provisioned Throughput, between the real provider framework and a simulated control plane. */
export interface Scene {
  readonly clock: VirtualClock;
  readonly throughputs: Throughputs;
  readonly plane: ControlPlane;
  stack(options?: Partial<StackOptions>): OneResourceStack;
  /** The next invocation of a function suffers this. */
  strike(functionName: keyof UserFunctions, fault: InvocationFault): void;
  only(): SimulatedThroughput;
}

export function createScene(props: Partial<ThroughputsProps> = {}): Scene {
  const clock = new VirtualClock();
  const throughputs = new Throughputs({ clock, ...props });
  const plane = planeOf(throughputs);
  const strikes: { functionName: keyof UserFunctions; fault: InvocationFault }[] = [];
  const { handle } = createProviderFramework(createHandlers(plane, clock.now), {
    wait: (ms) => clock.advance(ms),
    queryIntervalMs: 30_000,
    totalTimeoutMs: 55 * MINUTE,
    fault: (name) => {
      const index = strikes.findIndex(({ functionName }) => functionName === name);
      return index < 0 ? undefined : strikes.splice(index, 1)[0]?.fault;
    },
  });
  return {
    clock,
    throughputs,
    plane,
    stack: (options = {}) => new OneResourceStack({ handle, resourceType: PROVISIONED_RESOURCE_TYPE, ...options }),
    strike: (functionName, fault) => strikes.push({ functionName, fault }),
    only() {
      const [only, ...more] = throughputs.list();
      if (!only || more.length > 0) throw new Error(`expected one Provisioned Throughput, found ${throughputs.list().length}`);
      return only;
    },
  };
}

/** The control plane without a network in between. */
export function planeOf(throughputs: Throughputs): ControlPlane {
  return {
    get: (id) => called(() => {
      const { arn, name, status, model, modelUnits, commitment, commitmentEnd, failureMessage } = throughputs.get(id);
      return { arn, name, status, modelArn: model.arn, units: modelUnits, commitment, commitmentEnd, failure: failureMessage };
    }),
    create: ({ name, model, units, commitment, tags, token }) => called(() => throughputs.create({
      provisionedModelName: name, modelId: model, modelUnits: units, commitmentDuration: commitment, tags, clientRequestToken: token,
    })),
    update: (arn, { name, model }) => called(() => throughputs.update(arn, { desiredProvisionedModelName: name, desiredModelId: model })),
    delete: (arn) => called(() => throughputs.delete(arn)),
    tag: (arn, tags) => called(() => throughputs.tag(arn, tags)),
    untag: (arn, keys) => called(() => throughputs.untag(arn, keys)),
  };
}

async function called<Result>(call: () => Result): Promise<Result> {
  try {
    return call();
  } catch (error) {
    if (error instanceof ConnectionLost) throw new ControlPlaneError('Unknown', 'Error: socket hang up');
    if (error instanceof AwsError) throw new ControlPlaneError(error.code as ErrorCode, error.message);
    throw error;
  }
}
