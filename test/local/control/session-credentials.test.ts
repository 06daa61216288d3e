import { ControlError } from '../../../local/control/routes';
import { parseSession, processCredentials } from '../../../local/control/session-credentials';

const ROLE = 'arn:aws:iam::111111111111:role/path/app';

test('a role, with a name for the session or without', () => {
  expect(parseSession({ roleArn: ROLE })).toEqual({ roleArn: ROLE, sessionName: 'local' });
  expect(parseSession({ roleArn: ROLE, sessionName: 'me@here' })).toEqual({ roleArn: ROLE, sessionName: 'me@here' });
});

test.each([
  [undefined, /roleArn must be .* received nothing/],
  [{ roleArn: 'arn:aws:iam::111111111111:user/ci' }, /roleArn must be the ARN of a role.*user\/ci/],
  [{ roleArn: ROLE, sessionName: 'a b' }, /sessionName must have 2 to 64/],
  [{ roleArn: ROLE, role: 1 }, /"role" is not known/],
])('%j is refused', (body, message) => {
  expect(() => parseSession(body)).toThrow(ControlError);
  expect(() => parseSession(body)).toThrow(message);
});

test('keys are given in the form that AWS SDKs read', () => {
  const session = { accessKeyId: 'ASIA1', secretAccessKey: 's', sessionToken: 't', expiration: new Date(0), caller: { accountId: '1', arn: '', roleArn: '' } };
  expect(processCredentials(session)).toEqual({ Version: 1, AccessKeyId: 'ASIA1', SecretAccessKey: 's', SessionToken: 't', Expiration: '1970-01-01T00:00:00.000Z' });
});
