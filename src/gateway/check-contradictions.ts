import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ResilientInferenceError } from '../private/errors';
import { checkRoleName } from '../private/validate';
import { ResilientInferenceProps } from '../resilient-inference-props';

/** Properties that cannot be meant together, or not with what they are set to. */
export function checkContradictions(scope: IConstruct, props: ResilientInferenceProps): void {
  const refuse = (message: string) => {
    throw new ResilientInferenceError('ContradictoryProperties', message, scope);
  };
  const { accessLogging = true } = props;
  if (props.table && props.deletionProtection !== undefined) {
    refuse(`deletionProtection is ${props.deletionProtection}, but table was given: set the protection on that table, and remove it here`);
  }
  if (props.cloudWatchRole && !accessLogging) {
    refuse('cloudWatchRole is true, but accessLogging is false and nothing else needs the role: remove one of them');
  }
  if (props.accessLogGroup && !accessLogging) {
    refuse('accessLogGroup was given, but accessLogging is false: remove one of them');
  }
  if (props.logRetention !== undefined && props.logGroup && (props.accessLogGroup || !accessLogging)) {
    refuse('logRetention was given, but there is no new log group: set the retention of the log groups that were given, and remove it here');
  }
  if (props.encryptionKey && !props.table && Token.isUnresolved(Stack.of(scope).region)) {
    throw new ResilientInferenceError(
      'MissingRegion', 'encryptionKey was given, but a table that is encrypted with a key of your own needs a Region that is known at synth: give the stack an env with a region, or bring the table', scope,
    );
  }
  if (props.roleName !== undefined) checkRoleName('roleName', props.roleName, scope);
}
