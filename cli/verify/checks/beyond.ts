import { Check, settled } from '../check';
import { notChecked } from '../finding';

const LOCALLY = 'it takes faults, which the local cloud has: npx cdk-resilient-inference local --app cdk.out';

/** What nobody can see from outside. Said, so that a green report is not taken for more than it is. */
export function beyondChecks(): readonly Check[] {
  return [
    ['the Region that served behind a cross-Region profile', 'Bedrock tells it in its invocation log and in CloudTrail only'],
    ['failover, breakers, broken streams, the loss of an account or of the table', LOCALLY],
    ['what the function\'s role may do', 'a policy shows in an account, not in answers: the local cloud evaluates it on every call'],
    ['that no prompt, answer or key is logged', 'the logs are not read'],
    ['Bedrock InvokeModel', 'its body is that of the model behind a route, which the gateway does not tell'],
  ].map(([title, because]) => settled('beyond', title!, notChecked(because!)));
}
