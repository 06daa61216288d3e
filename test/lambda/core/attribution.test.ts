import { attributed } from '../../../lambda/core/attribution';
import { BODY } from '../../support/core/gateway';

const WHO = { tenant: 'team-a', route: 'claude-sonnet', requestId: 'request-1' };
const OWN = { 'inference-tenant': 'team-a', 'inference-route': 'claude-sonnet', 'inference-request': 'request-1' };
const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'x']));

it('tells Bedrock who a call is made for, beside what the caller says', () => {
  expect(attributed(BODY, WHO)).toEqual({ ...BODY, requestMetadata: OWN });
  expect(attributed({ ...BODY, requestMetadata: { job: 'nightly' } }, WHO).requestMetadata).toEqual({ job: 'nightly', ...OWN });
  expect(Object.keys(attributed({ ...BODY, requestMetadata: entries(13) }, WHO).requestMetadata as object)).toHaveLength(16);
});

it.each(Object.keys(OWN))('nobody but the gateway sets %s', (key) => {
  expect(() => attributed({ ...BODY, requestMetadata: { [key]: 'team-b' } }, WHO)).toThrow(expect.objectContaining({
    reason: 'invalidRequest', message: expect.stringContaining(key), details: { field: 'requestMetadata' },
  }));
});

it('a name that is taken is refused where the caller has it', () => {
  expect(() => attributed({ ...BODY, requestMetadata: OWN }, WHO, 'metadata')).toThrow(expect.objectContaining({
    message: expect.stringMatching(/^metadata: /), details: { field: 'metadata' },
  }));
});

it('more entries than Bedrock takes are refused with both numbers', () => {
  expect(() => attributed({ ...BODY, requestMetadata: entries(14) }, WHO)).toThrow(expect.objectContaining({
    reason: 'invalidRequest', message: expect.stringMatching(/14 entries.*at most 13/),
  }));
});
