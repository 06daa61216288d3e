import { choose } from './choose';
import type { ControlPlane } from './control-plane';
import { ResourceFailure } from './failure';
import { reconcile } from './reconcile';
import { remove } from './remove';
import type { Begun, Progress, ResourceRequest, WaitingRequest } from './request';

/** The two handlers that CDK's provider framework calls: the first once, the second until it says that all is done. */
export interface Handlers {
  onEvent(request: ResourceRequest): Promise<Begun>;
  isComplete(request: WaitingRequest): Promise<Progress>;
}

export function createHandlers(plane: ControlPlane, now: () => number): Handlers {
  return {
    async onEvent(request) {
      const { PhysicalResourceId: former } = request;
      const BegunAt = now();
      if (request.RequestType !== 'Delete') {
        return { PhysicalResourceId: await choose(plane, request, BegunAt), BegunAt, ...former !== undefined && { FormerResourceId: former } };
      }
      if (former === undefined) throw new ResourceFailure('A Delete came without a PhysicalResourceId: this function is called by CloudFormation alone.');
      return { PhysicalResourceId: former, BegunAt };
    },
    isComplete: (request) => (request.RequestType === 'Delete' ? remove : reconcile)(plane, request, now()),
  };
}
