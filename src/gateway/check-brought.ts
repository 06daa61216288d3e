import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundWebAcl } from './bound-web-acl';
import { checkTableKeys } from './check-table-keys';
import { checkKey } from '../encryption/check-key';
import { checkPlace, checkSameRegion } from '../private/check-place';
import { ResilientInferenceProps } from '../resilient-inference-props';

/** What was brought is where the gateway can use it, as far as synth knows. */
export function checkBrought(scope: IConstruct, props: ResilientInferenceProps, webAcl: BoundWebAcl | undefined): void {
  const asks = { region: 'the gateway asks DynamoDB in its own Region', account: 'the gateway knows its table by name, in its own account' };
  const logs = (who: string) => ({ region: `${who} logs to its own Region`, account: `${who} logs to its own account` });
  checkPlace('table', props.table, asks, scope);
  checkPlace('logGroup', props.logGroup, logs('a function'), scope);
  checkPlace('accessLogGroup', props.accessLogGroup, logs('an API'), scope);
  // Subnets can be shared with another account.
  checkSameRegion('vpc', props.vpc?.env.region, 'a function is connected to a VPC of its own Region', scope);
  checkSameRegion('domain.certificate', regionOf(props.domain?.certificate.certificateArn), 'a domain has a certificate of the Region of its API', scope);
  if (webAcl?.kind === 'existing') checkSameRegion('the web ACL', regionOf(webAcl.arn), 'a web ACL is of the Region of the API', scope);
  if (props.encryptionKey) checkKey(scope, 'encryptionKey', props.encryptionKey);
  if (props.table) checkTableKeys(scope, props.table);
}

function regionOf(arn: string | undefined): string | undefined {
  return arn === undefined || Token.isUnresolved(arn) ? undefined : arn.split(':')[3];
}
