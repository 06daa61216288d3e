import { Names, Stack } from 'aws-cdk-lib';
import { IGrantable, IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * A role of another stack as one whose policies lie in this stack. In its own they would refer to this stack, which refers
 * to the role already, because a tenant names it: a circle, which cannot be deployed.
 */
export function granteeHere(scope: Construct, grantee: IGrantable): IGrantable {
  const role = grantee.grantPrincipal;
  if (!(role instanceof Role)) return grantee;
  const there = Stack.of(role);
  const here = Stack.of(scope);
  // The policies of a role of another account can only be written there.
  if (there === here || there.account !== here.account) return grantee;
  const id = `Caller${Names.nodeUniqueId(role.node)}`;
  return scope.node.tryFindChild(id) as IRole | undefined ?? Role.fromRoleName(scope, id, role.roleName);
}
