import { AuthPlan } from '../../src/contract/plan';

/** How the tenants of a gateway get in, where API keys are not the way. Undefined where they are. */
export function describeCallers(auth: AuthPlan, tenants: readonly string[], controlUrl: string): string[] | undefined {
  const names = tenants.join(', ');
  switch (auth.kind) {
    case 'iam': return [
      `callers  the iamPrincipals of ${names}; requests are signed for the service execute-api`,
      `         credentials of a role: curl -X POST ${controlUrl}/credentials -H 'content-type: application/json' -d '{"roleArn":"…"}'`,
    ];
    case 'authorizer': return [`callers  whom the authorizer of the API lets in, for ${names}`];
    case 'credentials':
      if (auth.accepts.some(({ kind }) => kind === 'apiKey')) return undefined;
      return [`callers  holders of a token, for ${names}`, '         the issuer of the tokens is asked for its keys over the internet'];
  }
}
