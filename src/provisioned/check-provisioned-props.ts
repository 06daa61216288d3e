import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CommitmentTerm } from './provisioned-commitment';
import { ProvisionedThroughputProps } from './provisioned-throughput-props';
import { checkTags } from '../attribution/check-tags';
import { BASE_NAME_LENGTH, PROVISIONED_NAME } from '../contract/provisioned';
import { ResilientInferenceError } from '../private/errors';
import { checkTemplateNumber } from '../private/validate';

const WAIT = { minimum: Duration.minutes(5), maximum: Duration.minutes(50) };

/** Everything that does not depend on the model. */
export function checkProvisionedProps(scope: IConstruct, props: ProvisionedThroughputProps, term: CommitmentTerm | undefined): void {
  const { modelUnits, provisionedModelName: name, tags = {}, waitLimit, commitmentNotice, removalPolicy } = props;
  checkTemplateNumber('modelUnits', modelUnits, 1, scope);
  if (name !== undefined && !Token.isUnresolved(name) && !(PROVISIONED_NAME.test(name) && name.length <= BASE_NAME_LENGTH)) {
    throw new ResilientInferenceError(
      'InvalidName', `provisionedModelName is '${name}', but has 1 to ${BASE_NAME_LENGTH} letters and digits, with single hyphens and underscores between them`, scope,
    );
  }
  checkTags('tags', tags);
  if (waitLimit) checkDuration(scope, 'waitLimit', waitLimit, WAIT.minimum, WAIT.maximum);
  if (removalPolicy === RemovalPolicy.SNAPSHOT) {
    throw new ResilientInferenceError('InvalidRemovalPolicy', 'removalPolicy is SNAPSHOT, but Provisioned Throughput has no snapshots: use DESTROY or RETAIN_ON_UPDATE_OR_DELETE', scope);
  }
  if (commitmentNotice) checkNotice(scope, 'commitmentNotice', commitmentNotice, term);
  checkPrices(scope, props);
}

/** One that is as long as the term would be in alarm all the time. */
export function checkNotice(scope: IConstruct, what: string, notice: Duration, term: CommitmentTerm | undefined): void {
  if (!term) {
    throw new ResilientInferenceError('ContradictoryProperties', `${what} is ${notice.toHumanString()}, but there is no commitment that could end: set commitment, or remove ${what}`, scope);
  }
  checkDuration(scope, what, notice, Duration.days(1), Duration.days(term.shortest.toDays() - 1));
}

function checkDuration(scope: IConstruct, what: string, value: Duration, minimum: Duration, maximum: Duration): void {
  if (value.isUnresolved()) throw new ResilientInferenceError('TokenNotAllowed', `${what} is a token: pass a literal duration`, scope);
  const seconds = value.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= minimum.toSeconds() && seconds <= maximum.toSeconds()) return;
  throw new ResilientInferenceError(
    'InvalidDuration', `${what} is ${value.toHumanString()}, but must be whole seconds from ${minimum.toHumanString()} to ${maximum.toHumanString()}`, scope,
  );
}

function checkPrices(scope: IConstruct, { pricePerModelUnitHour, onDemandPrice, inputShare, modelUnits }: ProvisionedThroughputProps): void {
  if (pricePerModelUnitHour === undefined) {
    const [lone] = Object.entries({ onDemandPrice, inputShare }).find(([, value]) => value !== undefined) ?? [];
    if (lone === undefined) return;
    throw new ResilientInferenceError('ContradictoryProperties', `${lone} was given, but only serves to compare with pricePerModelUnitHour: set that too, or remove ${lone}`, scope);
  }
  for (const [what, value] of Object.entries({
    pricePerModelUnitHour,
    ...onDemandPrice && {
      'onDemandPrice.inputPerMillionTokens': onDemandPrice.inputPerMillionTokens, 'onDemandPrice.outputPerMillionTokens': onDemandPrice.outputPerMillionTokens,
    },
  })) checkAmount(scope, what, value);
  if (Token.isUnresolved(modelUnits)) {
    throw new ResilientInferenceError('TokenNotAllowed', 'modelUnits is a token, which cannot be compared with the price on demand: pass a literal number, or remove pricePerModelUnitHour', scope);
  }
  if (inputShare !== undefined && !(Number.isFinite(inputShare) && inputShare >= 0 && inputShare <= 1 && !Token.isUnresolved(inputShare))) {
    throw new ResilientInferenceError('InvalidNumber', `inputShare is ${inputShare}, but must be a literal number from 0 to 1`, scope);
  }
}

function checkAmount(scope: IConstruct, what: string, value: number): void {
  if (Token.isUnresolved(value)) throw new ResilientInferenceError('TokenNotAllowed', `${what} is a token, which cannot be compared at synth: pass a literal number`, scope);
  if (!(Number.isFinite(value) && value > 0)) throw new ResilientInferenceError('InvalidNumber', `${what} is ${value}, but must be a number above 0`, scope);
}
