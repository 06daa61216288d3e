import { Profiler } from 'node:inspector';
import { functionsOf } from '../../../bench/processes/profile';

function node(id: number, functionName: string): Profiler.ProfileNode {
  return { id, callFrame: { functionName, scriptId: '1', url: '', lineNumber: 0, columnNumber: 0 } };
}

test('the time of a sample is that up to the next one, added up by the name of the function, without idle time', () => {
  const functions = functionsOf({
    nodes: [node(1, 'work'), node(2, '(idle)'), node(3, 'work'), node(4, '')],
    startTime: 0,
    endTime: 10_000,
    samples: [1, 2, 3, 4],
    timeDeltas: [0, 1_000, 5_000, 2_000],
  });
  expect(functions).toEqual([{ name: 'work', selfMs: 3 }, { name: '(anonymous)', selfMs: 0 }]);
});
