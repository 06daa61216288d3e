import { parseAssumedRole, parseStsError } from '../../../../lambda/adapters/credentials/sts-answer';

const CREDENTIALS = [
  '<AccessKeyId>ASIAEXAMPLE000000001</AccessKeyId>',
  '<SecretAccessKey>sec/ret+key=</SecretAccessKey>',
  '<SessionToken>to&amp;ken&#47;&#x2F;&lt;&gt;&quot;&apos;</SessionToken>',
  '<Expiration>2026-11-20T13:00:00Z</Expiration>',
].join('\n    ');

function answer(credentials = CREDENTIALS): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/a/b</Arn><AssumedRoleId>AROA:b</AssumedRoleId></AssumedRoleUser>
    <Credentials>\n    ${credentials}\n  </Credentials></AssumeRoleResult>
    <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>`;
}

test('the four fields of the credentials are read, entities decoded', () => {
  expect(parseAssumedRole(answer())).toEqual({
    credentials: { accessKeyId: 'ASIAEXAMPLE000000001', secretAccessKey: 'sec/ret+key=', sessionToken: 'to&ken//<>"\'' },
    expiresAt: Date.parse('2026-11-20T13:00:00Z'),
  });
});

test.each([
  ['nothing', '', 'one Credentials element and has 0'],
  ['JSON', '{"Credentials":{}}', 'one Credentials element'],
  ['two Credentials elements', answer() + answer(), 'one Credentials element and has 2'],
  ['an open Credentials element', answer().replace('</Credentials>', ''), 'Credentials element of the answer is not closed'],
  ['a Credentials element that is closed twice', answer(`${CREDENTIALS}</Credentials>`), 'Credentials element of the answer is not closed once'],
  ['no session token', answer(CREDENTIALS.replace(/<SessionToken>.*<\/SessionToken>/, '')), 'one SessionToken element and has 0'],
  ['two secret keys', answer(`${CREDENTIALS}<SecretAccessKey>x</SecretAccessKey>`), 'one SecretAccessKey element and has 2'],
  ['an empty key id', answer(CREDENTIALS.replace('ASIAEXAMPLE000000001', ' ')), 'the AccessKeyId of the answer is not a text'],
  ['an element in place of a text', answer(CREDENTIALS.replace('ASIAEXAMPLE000000001', '<b/>')), 'the AccessKeyId of the answer is not a text'],
  ['an unknown entity', answer(CREDENTIALS.replace('&amp;', '&file;')), 'the SessionToken of the answer holds an unknown entity'],
  ['an impossible character', answer(CREDENTIALS.replace('&amp;', '&#x110000;')), 'the SessionToken of the answer holds an unknown entity'],
  ['an expiration that is no date', answer(CREDENTIALS.replace('2026-11-20T13:00:00Z', 'later')), 'Expiration of the answer is not a date'],
])('an answer with %s is refused without showing a secret', (_, xml, message) => {
  expect(() => parseAssumedRole(xml)).toThrow(message);
  expect(() => parseAssumedRole(xml)).not.toThrow('sec/ret');
});

test('an error answer is read', () => {
  const xml = '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User &quot;a&quot; may not</Message></Error></ErrorResponse>';
  expect(parseStsError(xml)).toEqual({ code: 'AccessDenied', message: 'User "a" may not' });
});

test.each(['', '<html/>', '<Error><Code>A</Code></Error>'])('%p is no error answer', (xml) => {
  expect(parseStsError(xml)).toBeUndefined();
});
