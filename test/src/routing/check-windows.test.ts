import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { InferenceTarget, RouteProps } from '../../../src/index';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { expectError } from '../support/errors';
import { ENV } from '../support/synthesis';

const target = (name: string, contextWindow?: number) => InferenceTarget.onDemand('vendor.model', { name, contextWindow });

function bind(props: RouteProps): Stack {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  bindRoutes(stack, { r: props });
  return stack;
}

describe('a context window fallback', () => {
  const withFallback = (ordinary: readonly InferenceTarget[], larger: InferenceTarget) =>
    () => bind({ targets: [...ordinary], contextWindowFallbacks: [{ targets: [larger] }] });

  test('that takes no more than every other target of its route is refused, with both figures', () => {
    expectError(withFallback([target('a', 200_000), target('b', 300_000)], target('large', 200_000)), 'PointlessFallback',
      "'large' of route 'r' takes 200000 tokens", 'takes at least 200000', 'set the contextWindow', '(at Stack)');
  });

  test('that takes more than one of them is accepted', () => {
    expect(withFallback([target('a', 200_000), target('b', 1_000_000)], target('large', 300_000))).not.toThrow();
  });

  test('is accepted where too little is known to tell', () => {
    expect(withFallback([target('a', 200_000), target('b')], target('large', 100_000))).not.toThrow();
    expect(withFallback([target('a', 200_000)], target('large'))).not.toThrow();
  });
});

describe('an ordinary fallback with a smaller window than every first choice', () => {
  const warning = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('smallerFallback-r'));

  test('is worth a warning with both figures', () => {
    const [found] = warning(bind({ targets: [target('a', 1_000_000)], fallbacks: [{ targets: [target('b', 200_000)] }] }));
    expect(found!.entry.data).toContain("from a context window of 1000000 tokens to 200000 ('b')");
  });

  test.each<[string, RouteProps]>([
    ['as large', { targets: [target('a', 200_000)], fallbacks: [{ targets: [target('b', 200_000)] }] }],
    ['unknown', { targets: [target('a', 200_000)], fallbacks: [{ targets: [target('b')] }] }],
    ['compared with one that is unknown', { targets: [target('a')], fallbacks: [{ targets: [target('b', 10)] }] }],
  ])('is worth none when it is %s', (_, props) => {
    expect(warning(bind(props))).toEqual([]);
  });
});
