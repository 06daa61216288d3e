import { Alias, IKey } from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { checkSameRegion } from '../private/check-place';
import { ResilientInferenceError } from '../private/errors';

/** A key can be of another account, not of another Region; CloudWatch Logs and IAM policies do not take its alias for it. */
export function checkKey(scope: IConstruct, what: string, key: IKey): void {
  if (key instanceof Alias || key.keyArn.includes(':alias/')) {
    throw new ResilientInferenceError(
      'InvalidKey', `${what} is an alias, but log groups and the permissions of roles need the key itself: pass the key, or Key.fromKeyArn() with its ARN, or Key.fromLookup() with the alias`, scope,
    );
  }
  checkSameRegion(what, key.env.region, 'what it encrypts is in the Region of the stack', scope);
}
