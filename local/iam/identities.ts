import { randomBytes, randomInt } from 'node:crypto';
import type { Caller } from '../aws/service';
import type { Clock } from '../clock';
import { parseArn, roleNameOf } from './arn';

/** Temporary credentials and whom they stand for. */
export interface Session {
  /** `ASIA` and sixteen more characters. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  readonly caller: Caller;
}

export interface SessionRequest {
  readonly roleArn: string;
  /** For a Lambda function this is its name. */
  readonly sessionName: string;
  /** @default 3600 */
  readonly durationSeconds?: number;
}

/** The access keys that this machine has handed out. */
export interface Identities {
  issue(request: SessionRequest): Session;
  /** Also finds expired sessions, so that an expired key gets another answer than an unknown one. */
  find(accessKeyId: string): Session | undefined;
}

const ACCESS_KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** How long an expired session is still remembered as expired. */
const REMEMBERED_AFTER_EXPIRY_MS = 24 * 60 * 60 * 1000;
const SESSIONS_BEFORE_SWEEP = 1000;

export function createIdentities(options: { readonly clock: Clock }): Identities {
  const { clock } = options;
  const sessions = new Map<string, Session>();

  const forgetLongExpired = () => {
    for (const [accessKeyId, session] of sessions) {
      if (session.expiration.getTime() + REMEMBERED_AFTER_EXPIRY_MS < clock.now()) sessions.delete(accessKeyId);
    }
  };

  return {
    issue: ({ roleArn, sessionName, durationSeconds = 3600 }) => {
      if (sessions.size >= SESSIONS_BEFORE_SWEEP) forgetLongExpired();
      const session: Session = {
        accessKeyId: `ASIA${randomText(ACCESS_KEY_ALPHABET, 16)}`,
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(150).toString('base64'),
        expiration: new Date(clock.now() + durationSeconds * 1000),
        caller: callerOf(roleArn, sessionName),
      };
      sessions.set(session.accessKeyId, session);
      return session;
    },
    find: (accessKeyId) => sessions.get(accessKeyId),
  };
}

/** The session ARN carries the role's partition and account, and its name without a path. */
export function callerOf(roleArn: string, sessionName: string): Caller {
  const { partition, accountId } = parseArn(roleArn);
  return { accountId, roleArn, arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleNameOf(roleArn)}/${sessionName}` };
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
