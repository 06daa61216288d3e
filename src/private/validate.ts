import { Duration, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ResilientInferenceError } from './errors';

const REGION = /^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/;
const ACCOUNT_ID = /^\d{12}$/;
/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/;
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** Both ends belong to it. */
export interface NumberRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** A number that goes into the plan: it must be known now, because the plan is a file inside the code asset. */
export function checkPlanNumber(what: string, value: number, minimum: number, scope?: IConstruct): void {
  if (Token.isUnresolved(value)) {
    throw new ResilientInferenceError('TokenNotAllowed', `${what} is a token, but the plan is a file that is written at synth: pass a literal number`, scope);
  }
  checkWhole(what, value, minimum, scope);
}

/** An amount that goes into the plan: above 0, fractions allowed. */
export function checkPlanAmount(what: string, value: number, scope?: IConstruct): void {
  if (Token.isUnresolved(value)) {
    throw new ResilientInferenceError('TokenNotAllowed', `${what} is a token, but the plan is a file that is written at synth: pass a literal number`, scope);
  }
  if (!(Number.isFinite(value) && value > 0)) {
    throw new ResilientInferenceError('InvalidNumber', `${what} is ${value}, but must be a number above 0`, scope);
  }
}

/** A number that goes into the template, where a token is as good as a literal. */
export function checkTemplateNumber(what: string, value: number, minimum: number, scope?: IConstruct): void {
  if (!Token.isUnresolved(value)) checkWhole(what, value, minimum, scope);
}

/** As `checkTemplateNumber`, with a largest value. */
export function checkTemplateNumberWithin(what: string, value: number, range: NumberRange, scope?: IConstruct): void {
  if (Token.isUnresolved(value)) return;
  if (!(Number.isInteger(value) && value >= range.minimum && value <= range.maximum)) refuseNumber(what, value, `a whole number ${textOf(range)}`, scope);
}

/** An amount that goes into the template: fractions and tokens allowed. */
export function checkTemplateAmountWithin(what: string, value: number, range: NumberRange, scope?: IConstruct): void {
  if (Token.isUnresolved(value)) return;
  if (!(value >= range.minimum && value <= range.maximum)) refuseNumber(what, value, `a number ${textOf(range)}`, scope);
}

function refuseNumber(what: string, value: number, expected: string, scope?: IConstruct): never {
  throw new ResilientInferenceError('InvalidNumber', `${what} is ${value}, but must be ${expected}`, scope);
}

function textOf({ minimum, maximum }: NumberRange): string {
  return `from ${minimum} to ${maximum}`;
}

/** A whole number of milliseconds that goes into the plan. */
export function checkPlanDuration(what: string, value: Duration, range: { minimum: Duration; maximum: Duration }, scope?: IConstruct): void {
  if (value.isUnresolved()) {
    throw new ResilientInferenceError('TokenNotAllowed', `${what} is a token, but the plan is a file that is written at synth: pass a literal duration`, scope);
  }
  const ms = value.toMilliseconds({ integral: false });
  if (!(ms >= range.minimum.toMilliseconds() && ms <= range.maximum.toMilliseconds() && Number.isInteger(ms))) {
    throw new ResilientInferenceError(
      'InvalidDuration',
      `${what} is ${value.toHumanString()}, but must be a whole number of milliseconds from ${range.minimum.toHumanString()} to ${range.maximum.toHumanString()}`,
      scope,
    );
  }
}

/** A name that goes into the plan. */
export function checkName(what: string, value: string, pattern: RegExp, scope?: IConstruct): void {
  if (Token.isUnresolved(value)) {
    throw new ResilientInferenceError('TokenNotAllowed', `${what} is a token, but the plan is a file that is written at synth: pass a literal name`, scope);
  }
  if (!pattern.test(value)) {
    throw new ResilientInferenceError('InvalidName', `${what} is '${value}', but must match ${pattern.source}`, scope);
  }
}

export function checkRegion(what: string, value: string, scope?: IConstruct): void {
  if (Token.isUnresolved(value) || REGION.test(value)) return;
  throw new ResilientInferenceError('InvalidRegion', `${what} is '${value}', but must be a Region code such as 'us-east-1'`, scope);
}

export function checkAccountId(what: string, value: string, scope?: IConstruct): void {
  if (Token.isUnresolved(value) || ACCOUNT_ID.test(value)) return;
  throw new ResilientInferenceError('InvalidAccountId', `${what} is '${value}', but must be the 12 digits of an account id`, scope);
}

export function checkOrganizationId(what: string, value: string, scope?: IConstruct): void {
  if (Token.isUnresolved(value) || ORGANIZATION_ID.test(value)) return;
  throw new ResilientInferenceError('InvalidOrganizationId', `${what} is '${value}', but must be the id of an organization such as 'o-a1b2c3d4e5'`, scope);
}

export function checkRoleName(what: string, value: string, scope?: IConstruct): void {
  if (Token.isUnresolved(value) || ROLE_NAME.test(value)) return;
  throw new ResilientInferenceError('InvalidName', `${what} is '${value}', but a role name has 1 to 64 letters, digits and _+=,.@-`, scope);
}

export function checkRoleArn(what: string, value: string, scope?: IConstruct): void {
  if (Token.isUnresolved(value) || ROLE_ARN.test(value)) return;
  throw new ResilientInferenceError(
    'InvalidRoleArn',
    `${what} is '${value}', but must be the ARN of a role such as 'arn:aws:iam::222222222222:role/inference'`,
    scope,
  );
}

/** An external id goes into the plan as it is. */
export function checkExternalId(what: string, value: string, scope?: IConstruct): void {
  if (Token.isUnresolved(value)) {
    throw new ResilientInferenceError('TokenNotAllowed', `${what} is a token, but the plan is a file that is written at synth: pass a literal id`, scope);
  }
  if (!EXTERNAL_ID.test(value)) {
    throw new ResilientInferenceError('InvalidExternalId', `${what} is '${value}', but has 2 to 1224 letters, digits and _+=,.@:/-`, scope);
  }
}

function checkWhole(what: string, value: number, minimum: number, scope?: IConstruct): void {
  if (Number.isSafeInteger(value) && value >= minimum) return;
  throw new ResilientInferenceError('InvalidNumber', `${what} is ${value}, but must be a whole number of at least ${minimum}`, scope);
}
