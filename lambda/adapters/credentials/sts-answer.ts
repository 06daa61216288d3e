import { AwsCredentials } from '../aws/credentials';

/** Credentials that end. */
export interface TemporaryCredentials {
  readonly credentials: AwsCredentials;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What STS says of a refusal. */
export interface StsError {
  readonly code: string;
  readonly message: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the answer to AssumeRole. Takes the four fields of the one `Credentials` element and nothing else.
 * @throws Error that says what is missing, without any of the values
 */
export function parseAssumedRole(xml: string): TemporaryCredentials {
  const credentials = onlyElement(xml, 'Credentials');
  const expiration = onlyText(credentials, 'Expiration');
  const expiresAt = Date.parse(expiration);
  if (Number.isNaN(expiresAt)) throw new Error(`the Expiration of the answer is not a date: ${JSON.stringify(expiration)}`);
  return {
    credentials: {
      accessKeyId: onlyText(credentials, 'AccessKeyId'),
      secretAccessKey: onlyText(credentials, 'SecretAccessKey'),
      sessionToken: onlyText(credentials, 'SessionToken'),
    },
    expiresAt,
  };
}

/** Reads an error answer; undefined when it is not one of STS. */
export function parseStsError(xml: string): StsError | undefined {
  try {
    const error = onlyElement(xml, 'Error');
    return { code: onlyText(error, 'Code'), message: onlyText(error, 'Message') };
  } catch {
    return undefined;
  }
}

/** What stands between the tags of an element that occurs exactly once. */
function onlyElement(xml: string, name: string): string {
  const parts = xml.split(`<${name}>`);
  if (parts.length !== 2) throw new Error(`the answer must have one ${name} element and has ${parts.length - 1}`);
  const [inner, ...after] = parts[1]!.split(`</${name}>`);
  if (after.length !== 1) throw new Error(`the ${name} element of the answer is not closed once`);
  return inner!;
}

function onlyText(xml: string, name: string): string {
  const text = onlyElement(xml, name).trim();
  if (text === '' || text.includes('<')) throw new Error(`the ${name} of the answer is not a text`);
  return text.replace(/&([^;]*);/g, (_, entity: string) => decodeEntity(name, entity));
}

function decodeEntity(element: string, entity: string): string {
  const named = ENTITIES[entity];
  if (named !== undefined) return named;
  const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(entity);
  const codePoint = number ? parseInt(number[1] ?? number[2]!, number[1] === undefined ? 10 : 16) : Infinity;
  if (codePoint > 0x10ffff) throw new Error(`the ${element} of the answer holds an unknown entity`);
  return String.fromCodePoint(codePoint);
}
