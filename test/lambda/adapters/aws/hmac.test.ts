import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { hmac, hmacHex, hmacKey } from '../../../../lambda/adapters/aws/hmac';

test('is the HMAC-SHA256 of Node.js for any key and text', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 300 }), (secret, text) => {
    const expected = createHmac('sha256', secret).update(text).digest('hex');
    const key = hmacKey(secret);
    expect(hmacHex(key, text)).toBe(expected);
    expect(hmac(key, text).toString('hex')).toBe(expected);
  }));
});

test.each([
  // https://www.rfc-editor.org/rfc/rfc4231#section-4: short, and longer than a block.
  [Buffer.alloc(20, 0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [Buffer.alloc(131, 0xaa), 'Test Using Larger Than Block-Size Key - Hash Key First', '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'],
])('is what RFC 4231 has for a key %p', (secret, text, expected) => {
  expect(hmacHex(hmacKey(secret), text)).toBe(expected);
});

test('a key can be used again', () => {
  const key = hmacKey(Buffer.from('secret'));
  expect(hmacHex(key, 'one')).not.toBe(hmacHex(key, 'two'));
  expect(hmacHex(key, 'one')).toBe(hmacHex(key, 'one'));
});
