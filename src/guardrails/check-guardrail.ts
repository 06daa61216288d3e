import { CfnResource, Reference, Token, Tokenization } from 'aws-cdk-lib';
import { GuardrailReference } from './guardrail-reference';
import { ResilientInferenceError } from '../private/errors';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_GuardrailConfiguration.html */
const IDENTIFIER = /^[a-z0-9]{1,64}$/;
const VERSION = /^([1-9][0-9]{0,7}|DRAFT)$/;

/** @param what begins a sentence: `the guardrail of …` */
export function checkGuardrail(what: string, { identifier, version }: GuardrailReference): void {
  if (isArnOfGuardrail(identifier)) {
    throw invalid(`the identifier of ${what} is a Ref of an AWS::Bedrock::Guardrail, which is its ARN: pass its attrGuardrailId, from which the permission is made`);
  }
  if (!Token.isUnresolved(identifier) && !IDENTIFIER.test(identifier)) {
    throw invalid(`the identifier of ${what} is '${identifier}', but must be the id of a guardrail, such as 'gr1a2b3c4d5e', and not its ARN: it is looked for in the account and Region of each target`);
  }
  if (!Token.isUnresolved(version) && !VERSION.test(version)) {
    throw invalid(`the version of ${what} is '${version}', but must be a number such as '1', or 'DRAFT'`);
  }
}

function isArnOfGuardrail(identifier: string): boolean {
  if (!Token.isUnresolved(identifier)) return false;
  const token = Tokenization.reverseString(identifier).firstToken;
  if (!token || !Reference.isReference(token) || token.displayName !== 'Ref') return false;
  return CfnResource.isCfnResource(token.target) && token.target.cfnResourceType === 'AWS::Bedrock::Guardrail';
}

function invalid(message: string): ResilientInferenceError {
  return new ResilientInferenceError('InvalidGuardrail', message);
}
