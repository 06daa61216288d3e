import { execFileSync } from 'node:child_process';
import { heapOptions } from '../../../src/compute/heap-options';

/** The sizes in MB that an environment of so much memory and so many threads has. */
function sizesOf(memoryMegabytes: number, threads = 1) {
  const [, semiSpace, old] = /^--max-semi-space-size=(\d+) --max-old-space-size=(\d+)$/.exec(heapOptions({ memoryMegabytes, threads })) ?? [];
  return { semiSpace: Number(semiSpace), old: Number(old) };
}

/** The limit of the whole heap in MB in a thread that has loaded nothing, as V8 itself states it: main thread and worker thread. */
function limitsUnder(nodeOptions: string): readonly number[] {
  const program = `
    const { Worker, isMainThread, parentPort } = require('node:worker_threads');
    const limit = require('node:v8').getHeapStatistics().heap_size_limit / 1024 / 1024;
    if (!isMainThread) parentPort.postMessage(limit);
    else new Worker(__filename).once('message', (other) => console.log(JSON.stringify([limit, other])));`;
  const wrapped = `const fs = require('node:fs'); const file = require('node:path').join(fs.mkdtempSync(require('node:os').tmpdir() + '/heap-'), 'limits.cjs');
    fs.writeFileSync(file, ${JSON.stringify(program)}); require(file);`;
  const { PATH = '' } = process.env;
  return JSON.parse(execFileSync(process.execPath, ['-e', wrapped], { encoding: 'utf8', env: { PATH, NODE_OPTIONS: nodeOptions } })) as readonly number[];
}

describe('one thread', () => {
  test.each([
    [128, 4, 52],
    [256, 8, 168],
    [512, 16, 336],
    [1024, 16, 720],
    [2048, 16, 1488],
    [10_240, 16, 7632],
  ])('in %i MB has semi-spaces of %i MB and %i MB for what lasts', (memory, semiSpace, old) => {
    expect(sizesOf(memory)).toEqual({ semiSpace, old });
  });

  test('has no larger young generation than Lambda would give it, and leaves room for what is in no heap', () => {
    for (let memory = 128; memory <= 10_240; memory += 1) {
      const { semiSpace, old } = sizesOf(memory);
      expect(semiSpace).toBeLessThanOrEqual(memory * 0.05);
      expect(Number.isInteger(Math.log2(semiSpace))).toBe(true);
      expect(old + 3 * semiSpace).toBeLessThanOrEqual(memory - 64);
      expect(old).toBeGreaterThan(0);
    }
  });
});

describe('worker threads', () => {
  test.each([
    [2048, 1, 16, 1488],
    [2048, 8, 16, 144],
    [2048, 64, 2, 128],
    [4096, 64, 4, 128],
    [4096, 1, 16, 3024],
    [8192, 64, 8, 128],
    [32_768, 1024, 2, 128],
  ])('in %i MB, %i of them have semi-spaces of %i MB and %i MB for what lasts', (memory, threads, semiSpace, old) => {
    expect(sizesOf(memory, threads)).toEqual({ semiSpace, old });
  });
});

test.each([[1024, 1], [128, 1], [2048, 64]])('are the limits that Node.js has, in every thread: %i MB, %i threads', (memory, threads) => {
  const { semiSpace, old } = sizesOf(memory, threads);
  const limits = limitsUnder(heapOptions({ memoryMegabytes: memory, threads }));
  expect(limits).toEqual([old + 3 * semiSpace, old + 3 * semiSpace]);
  expect(limitsUnder('')).not.toEqual(limits);
});
