import type { RequestContext } from './context';
import type { Evaluation } from './evaluate';
import type { PolicyStatement } from './policy';
import type { Caller } from '../aws/service';

/** A call that the synthesized policies refuse. */
export interface Denial {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  /** The text that the caller received. */
  readonly message: string;
  /** The statement that would allow the call. Absent after an explicit deny: adding one changes nothing then. */
  readonly missingStatement?: PolicyStatement;
  /** The statement that denied explicitly, and the policy it stands in. */
  readonly denyingStatement?: { readonly policy: string; readonly statement: PolicyStatement };
}

/** AWS's own wording of a refusal. */
export function denialMessage(caller: Pick<Caller, 'arn'>, action: string, resource: string, evaluation: Evaluation): string {
  const kind = evaluation.deniedBy === 'boundary' ? 'permissions boundary' : 'identity-based policy';
  const article = evaluation.deniedBy === 'boundary' ? 'a' : 'an';
  const reason = evaluation.effect === 'explicitDeny'
    ? `with an explicit deny in ${article} ${kind}`
    : `because no ${kind} allows the ${action} action`;
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}
