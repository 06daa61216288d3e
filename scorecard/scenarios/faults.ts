import { Fault, FaultRule } from '../../local/bedrock';
import { Profile } from '../profile';
import { HOME, TargetShape } from '../routes';
import { Stage } from '../stage/stage';

/** The arrangement that lets one target suffer a fault. */
export function strike(
  fault: Fault | ((profile: Profile) => Fault), bounds: Pick<FaultRule, 'count' | 'forMs'> = {}, target: TargetShape = HOME,
) {
  return ({ cloud }: Stage, profile: Profile): void => {
    cloud.bedrock.addFault({ match: matchOf(target), fault: typeof fault === 'function' ? fault(profile) : fault, ...bounds });
  };
}

/** The arrangement that lets every target suffer a fault. */
export function strikeAll(fault: Fault) {
  return ({ cloud }: Stage): void => {
    cloud.bedrock.addFault({ match: {}, fault });
  };
}

export function matchOf({ account, region, model }: TargetShape): FaultRule['match'] {
  return { account, region, model };
}
