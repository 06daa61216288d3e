import { IResource, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ResilientInferenceError } from './errors';

const differs = (one: string | undefined, other: string) =>
  one !== undefined && one !== '' && !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;

/** @param why of that Region: what of it is done where, to be continued with `, which is …` */
export function checkSameRegion(what: string, region: string | undefined, why: string, scope: IConstruct): void {
  const { region: here } = Stack.of(scope);
  if (!differs(region, here)) return;
  throw new ResilientInferenceError('WrongRegion', `${what} is in ${region}, but ${why}, which is ${here} here: use one of that Region`, scope);
}

/** Why something has to be where it is used. */
export interface PlaceReasons {
  readonly region: string;
  readonly account: string;
}

/** As far as Regions and accounts are known at synth. */
export function checkPlace(what: string, resource: IResource | undefined, why: PlaceReasons, scope: IConstruct): void {
  if (!resource) return;
  checkSameRegion(what, resource.env.region, why.region, scope);
  const { account } = Stack.of(scope);
  if (!differs(resource.env.account, account)) return;
  throw new ResilientInferenceError('InvalidAccountId', `${what} is in account ${resource.env.account}, but ${why.account}, which is ${account} here: use one of that account`, scope);
}
