import { Names } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { BoundWebAcl } from './bound-web-acl';

/** Puts a web ACL in front of the stage. @returns it, if it is a new one */
export function createWebAcl(scope: Construct, api: RestApi, webAcl: BoundWebAcl): CfnWebACL | undefined {
  const created = webAcl.kind === 'managed' ? managedWebAcl(scope, webAcl.requestsPerAddress) : undefined;
  new CfnWebACLAssociation(scope, 'WebAclAssociation', {
    resourceArn: api.deploymentStage.stageArn,
    webAclArn: webAcl.kind === 'existing' ? webAcl.arn : created!.attrArn,
  });
  return created;
}

function managedWebAcl(scope: Construct, requestsPerAddress: number): CfnWebACL {
  const visibility = (metricName: string) => ({ cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false });
  return new CfnWebACL(scope, 'WebAcl', {
    description: 'In front of the inference gateway, reads no bodies',
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility(Names.uniqueResourceName(scope, { maxLength: 120 })),
    rules: [
      {
        name: 'MaliciousAddresses',
        priority: 0,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesAmazonIpReputationList' } },
        visibilityConfig: visibility('MaliciousAddresses'),
      },
      {
        name: 'RequestsPerAddress',
        priority: 1,
        action: { block: { customResponse: { responseCode: 429 } } },
        statement: { rateBasedStatement: { limit: requestsPerAddress, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
        visibilityConfig: visibility('RequestsPerAddress'),
      },
    ],
  });
}
