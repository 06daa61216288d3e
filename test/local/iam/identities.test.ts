import { roleNameOf, parseArn } from '../../../local/iam/arn';
import { createIdentities } from '../../../local/iam/identities';
import { fixedClock } from '../aws/cloud';

const roleArn = 'arn:aws-us-gov:iam::111122223333:role/service/path/Gateway';

describe('a session', () => {
  test('has the ARN of an assumed role, with partition, account and bare name of the role', () => {
    const { caller } = createIdentities({ clock: fixedClock() }).issue({ roleArn, sessionName: 'fn' });
    expect(caller).toEqual({ accountId: '111122223333', roleArn, arn: 'arn:aws-us-gov:sts::111122223333:assumed-role/Gateway/fn' });
  });

  test('has temporary credentials that look like those of AWS', () => {
    const session = createIdentities({ clock: fixedClock() }).issue({ roleArn, sessionName: 'fn' });
    expect(session.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(session.secretAccessKey).toHaveLength(40);
    expect(session.sessionToken.length).toBeGreaterThan(100);
  });

  test('lasts as long as asked, by default an hour', () => {
    const identities = createIdentities({ clock: fixedClock(0) });
    expect(identities.issue({ roleArn, sessionName: 'fn' }).expiration).toEqual(new Date(3_600_000));
    expect(identities.issue({ roleArn, sessionName: 'fn', durationSeconds: 900 }).expiration).toEqual(new Date(900_000));
  });

  test('is found by its access key, also when it has expired', () => {
    const clock = fixedClock();
    const identities = createIdentities({ clock });
    const session = identities.issue({ roleArn, sessionName: 'fn', durationSeconds: 900 });
    clock.advance(901_000);
    expect(identities.find(session.accessKeyId)).toBe(session);
    expect(identities.find('ASIANOBODY')).toBeUndefined();
  });

  test('is forgotten a day after it expired, once there are many', () => {
    const clock = fixedClock();
    const identities = createIdentities({ clock });
    const old = Array.from({ length: 1000 }, () => identities.issue({ roleArn, sessionName: 'fn' }));
    clock.advance(25 * 3_600_000 + 1);
    const fresh = identities.issue({ roleArn, sessionName: 'fn' });
    expect(identities.find(old[0]!.accessKeyId)).toBeUndefined();
    expect(identities.find(fresh.accessKeyId)).toBe(fresh);
  });
});

describe('an ARN', () => {
  test('keeps the colons of its resource', () => {
    expect(parseArn('arn:aws:bedrock:us-east-1::foundation-model/a:1').resource).toBe('foundation-model/a:1');
  });
  test.each(['', 'Gateway', 'arn:aws:iam', 'arn:aws:iam::111122223333', 'urn:aws:iam::1:role/x'])('is not %j', (text) => {
    expect(() => parseArn(text)).toThrow('is not an ARN');
  });
  test.each(['arn:aws:iam::1:user/x', 'arn:aws:s3:::role/x', 'arn:aws:iam::1:role/'])('of a role is not %j', (text) => {
    expect(() => roleNameOf(text)).toThrow('is not a role ARN');
  });
});
