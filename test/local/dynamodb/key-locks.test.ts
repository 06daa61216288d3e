import fc from 'fast-check';
import { createKeyLocks } from '../../../local/dynamodb/key-locks';

describe('key locks', () => {
  test('never let two holders of a key overlap, whatever sets of keys are asked for, and let everybody finish', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), { maxLength: 20 }), async (demands) => {
      const locks = createKeyLocks();
      const holding = new Set<string>();
      let finished = 0;
      await Promise.all(demands.map((keys) => locks.hold(keys, async () => {
        for (const key of keys) {
          expect(holding.has(key)).toBe(false);
          holding.add(key);
        }
        await new Promise(setImmediate);
        for (const key of keys) holding.delete(key);
        finished += 1;
      })));
      expect(finished).toBe(demands.length);
    }), { numRuns: 50 });
  });

  test('let different keys run side by side', async () => {
    const locks = createKeyLocks();
    let release = () => {};
    const blocked = locks.hold(['a'], () => new Promise<void>((resolve) => {
      release = resolve;
    }));
    await expect(locks.hold(['b'], async () => 'done')).resolves.toBe('done');
    release();
    await blocked;
  });

  test('are free again after a failure, and pass it on', async () => {
    const locks = createKeyLocks();
    await expect(locks.hold(['a'], async () => {
      throw new Error('failed');
    })).rejects.toThrow('failed');
    await expect(locks.hold(['a'], async () => 'done')).resolves.toBe('done');
  });
});
