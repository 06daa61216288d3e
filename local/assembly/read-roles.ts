import { arrayOf, isObject, JsonObject, objectOf, textOf } from './json';
import { AnyResource, NamedPolicy, PolicyDocument, Role } from './model';

/** A policy resource and the roles that it names from its own side. */
interface Attachment {
  readonly arn?: string;
  readonly accountId: string;
  readonly policy: NamedPolicy;
  readonly roleNames: readonly string[];
}

/** Gathers each role with every policy of the assembly that applies to it. */
export function readRoles(resources: readonly AnyResource[]): Role[] {
  const attachments = resources.flatMap(readAttachment);
  const documents = new Map(attachments.flatMap(({ arn, policy }) => arn === undefined ? [] : [[arn, policy] as const]));
  return resources.filter(({ type }) => type === 'AWS::IAM::Role').map((resource) => readRole(resource, attachments, documents));
}

function readRole(resource: AnyResource, attachments: readonly Attachment[], documents: ReadonlyMap<string, NamedPolicy>): Role {
  const properties = resource.properties();
  const listed = arrayOf(properties.ManagedPolicyArns).flatMap((arn) => textOf(arn) ?? []);
  const attached = attachments.filter(({ accountId, roleNames, arn }) =>
    accountId === resource.accountId && roleNames.includes(resource.ref) && (arn === undefined || !listed.includes(arn)));
  const boundary = textOf(properties.PermissionsBoundary);
  const boundaryDocument = boundary === undefined ? undefined : documents.get(boundary)?.document;
  return {
    ...originOf(resource),
    name: resource.ref,
    arn: textOf(resource.attribute('Arn')) ?? '',
    trustPolicy: documentOf(properties.AssumeRolePolicyDocument),
    policies: [
      ...arrayOf(properties.Policies).map((policy) => namedPolicy(objectOf(policy))),
      ...attached.map(({ policy }) => policy),
      ...listed.flatMap((arn) => documents.get(arn) ?? []),
    ],
    managedPolicyArns: listed.filter((arn) => !documents.has(arn)),
    ...(boundary === undefined ? {} : {
      permissionsBoundary: { arn: boundary, ...(boundaryDocument === undefined ? {} : { document: boundaryDocument }) },
    }),
  };
}

function readAttachment(resource: AnyResource): Attachment[] {
  const { type, accountId } = resource;
  if (type !== 'AWS::IAM::Policy' && type !== 'AWS::IAM::ManagedPolicy' && type !== 'AWS::IAM::RolePolicy') return [];
  const properties = resource.properties();
  const name = textOf(properties.PolicyName) ?? resource.ref.split('/').pop() ?? resource.logicalId;
  const roleNames = [...arrayOf(properties.Roles), properties.RoleName].flatMap((role) => textOf(role) ?? []);
  const policy = { name, document: documentOf(properties.PolicyDocument) };
  return [{ accountId, policy, roleNames, ...(type === 'AWS::IAM::ManagedPolicy' ? { arn: resource.ref } : {}) }];
}

function namedPolicy(policy: JsonObject): NamedPolicy {
  return { name: textOf(policy.PolicyName) ?? '', document: documentOf(policy.PolicyDocument) };
}

function documentOf(value: unknown): PolicyDocument {
  return isObject(value) ? { Statement: [], ...value } : { Statement: [] };
}

/** The identity fields that every modelled resource shares. */
export function originOf({ stack, logicalId, accountId, region }: AnyResource) {
  return { stack, logicalId, accountId, region };
}
