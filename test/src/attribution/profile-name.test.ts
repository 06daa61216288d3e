import * as fc from 'fast-check';
import { profileName } from '../../../src/attribution/profile-name';
import { tagValue } from '../../../src/attribution/profile-tags';

/** What Bedrock accepts: letters, digits, dots and colons, each followed by one separator at most. */
const ALLOWED = /^([0-9a-zA-Z:.][ _-]?)+$/;

test('a name is one that Bedrock accepts, whatever it is made of', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.array(fc.string()), (readable, identity) => {
    const name = profileName(readable, identity);
    expect(name).toMatch(ALLOWED);
    expect(name.length).toBeLessThanOrEqual(64);
  }));
});

test('a name can be read, and depends on everything that makes the profile what it is', () => {
  expect(profileName('team-a us.anthropic.claude-sonnet-4-6', ['x'])).toMatch(/^team-a-us-anthropic-claude-sonnet-4-6-[0-9a-f]{16}$/);
  const names = [['x', 'y'], ['xy'], ['x', 'y', ''], ['y', 'x']].map((identity) => profileName('same', identity));
  expect(new Set(names).size).toBe(names.length);
  expect(profileName('same', ['x'])).toBe(profileName('same', ['x']));
});

test('the value of a tag is one that AWS accepts, whatever it is made of', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
    expect(tagValue(text)).toMatch(/^[a-zA-Z0-9\s._:/=+@-]{0,256}$/);
  }));
  expect(tagValue('Stage/Stack/Gateway @1')).toBe('Stage/Stack/Gateway @1');
});
