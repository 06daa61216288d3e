import * as fs from 'fs';
import * as path from 'path';
import { AssetHashType, BundlingOutput, DockerImage, ILocalBundling } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { ResilientInferenceError } from './errors';
import { PLAN_FILE } from '../contract/environment';
import { Plan } from '../contract/plan';

/** The one place that knows where the package keeps its bundles. `src` and `lib` lie equally deep. */
const ASSETS = path.join(__dirname, '..', '..', 'assets');
const GATEWAY_BUNDLE = path.join(ASSETS, 'gateway');
const PROVISIONED_BUNDLE = path.join(ASSETS, 'provisioned-throughput');

/**
 * The gateway's code with its plan beside it, as one asset whose hash is that of its content: the same plan
 * gives the same asset, and a deployment or a rollback moves code and plan together.
 */
export function gatewayCode(scope: IConstruct, plan: Plan, bundle: string = GATEWAY_BUNDLE): Code {
  checkBundle(scope, 'gateway', bundle);
  return Code.fromAsset(bundle, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // A name is required, but no container ever runs: the local bundling below always succeeds or throws.
      image: DockerImage.fromRegistry('unused'),
      outputType: BundlingOutput.NOT_ARCHIVED,
      local: new CopyWithPlan(bundle, JSON.stringify(plan)),
    },
  });
}

/** The handlers of the custom resource for Provisioned Throughput. */
export function provisionedCode(scope: IConstruct, bundle: string = PROVISIONED_BUNDLE): Code {
  checkBundle(scope, 'provisioned-throughput', bundle);
  return Code.fromAsset(bundle);
}

function checkBundle(scope: IConstruct, name: string, bundle: string): void {
  if (fs.existsSync(path.join(bundle, 'index.js'))) return;
  throw new ResilientInferenceError('BundleMissing', `no ${name} bundle in '${bundle}': run npx projen bundle:all`, scope);
}

/**
 * CDK keeps bundled assets in a cache whose key is the JSON of the bundling options. `plan` is a plain
 * property so that it is part of that key, and two gateways of one app never share an asset by mistake.
 */
class CopyWithPlan implements ILocalBundling {
  constructor(public readonly bundle: string, public readonly plan: string) {}

  public tryBundle(outputDir: string): boolean {
    fs.cpSync(this.bundle, outputDir, { recursive: true });
    fs.writeFileSync(path.join(outputDir, PLAN_FILE), this.plan);
    return true;
  }
}
