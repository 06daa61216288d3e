/** The six parts of an ARN; the resource keeps its own colons. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

/**
 * @throws Error when the text has fewer than six colon-delimited parts or does not start with `arn:`
 */
export function parseArn(text: string): Arn {
  const [scheme, partition, service, region, accountId, ...resource] = text.split(':');
  if (scheme !== 'arn' || !partition || !service || region === undefined || accountId === undefined || resource.length === 0) {
    throw new Error(`'${text}' is not an ARN: expected arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`);
  }
  return { partition, service, region, accountId, resource: resource.join(':') };
}

/** The last path segment of a role ARN: `arn:aws:iam::111122223333:role/path/Name` names `Name`. */
export function roleNameOf(roleArn: string): string {
  const { service, resource } = parseArn(roleArn);
  const name = resource.startsWith('role/') ? resource.slice(resource.lastIndexOf('/') + 1) : '';
  if (service !== 'iam' || name === '') {
    throw new Error(`'${roleArn}' is not a role ARN: expected arn:PARTITION:iam::ACCOUNT:role/NAME`);
  }
  return name;
}

/** The six segments that IAM compares one by one; missing ones of a short pattern become `*`. */
export function arnSegments(text: string): string[] {
  const parts = text.split(':');
  const segments = [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
  while (segments.length < 6) segments.push('*');
  return segments;
}
