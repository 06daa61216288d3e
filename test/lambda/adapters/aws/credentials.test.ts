import { readOwnCredentials } from '../../../../lambda/adapters/aws/credentials';

test('the function\'s own credentials are those that Lambda puts into the environment', () => {
  expect(readOwnCredentials({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' }))
    .toEqual({ accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' });
  expect(readOwnCredentials({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: '' })).toEqual({ accessKeyId: 'a', secretAccessKey: 's' });
});

test.each([{}, { AWS_ACCESS_KEY_ID: 'a' }, { AWS_SECRET_ACCESS_KEY: 'secret' }, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: 's' }])(
  '%p holds no credentials', (environment) => {
    expect(() => readOwnCredentials(environment)).toThrow('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  },
);
