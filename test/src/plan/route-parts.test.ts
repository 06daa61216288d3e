import fc from 'fast-check';
import { routeParts } from '../../../src/plan/route-parts';

test('parts are short, and depend on the name of the route alone', () => {
  const [sonnet] = routeParts(['claude-sonnet']);
  expect(sonnet).toMatch(/^[0-9a-z]{4}$/);
  expect(routeParts(['a', 'claude-sonnet', 'b'])[1]).toBe(sonnet);
});

test('no two routes of a tenant share one, however many there are', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { maxLength: 60 }), (routes) => {
    const parts = routeParts(routes);
    expect(new Set(parts).size).toBe(routes.length);
    for (const part of parts) expect(part).toMatch(/^[0-9a-z]{4,16}$/);
  }));
  const many = routeParts(Array.from({ length: 5_000 }, (_, index) => `route-${index}`));
  expect(new Set(many).size).toBe(5_000);
});
