import { isObject, objectOf, textOf } from './json';
import { FileAsset, readJson } from './manifest';
import { AnyResource } from './model';
import { ResolvedStack, Surroundings } from './resolve-stack';

/** Connects the stacks of an assembly: exports, SSM parameters and nested templates. */
export function connectStacks(stacks: readonly ResolvedStack[], assets: readonly FileAsset[]): Surroundings {
  const parameters = new Map<string, string>();
  let waiting: AnyResource[] | undefined;

  /** Takes a resource off the list before reading it: reading it may need parameters of those that still wait. */
  function readNextParameter(): boolean {
    waiting ??= stacks.flatMap((stack) => stack.resources())
      .filter(({ type }) => type === 'AWS::SSM::Parameter' || type === 'Custom::CrossRegionExportWriter');
    const next = waiting.shift();
    if (next === undefined) return false;
    if (next.type === 'AWS::SSM::Parameter') {
      const value = textOf(next.attribute('Value'));
      if (value !== undefined) parameters.set([next.accountId, next.region, next.ref].join(' '), value);
      return true;
    }
    const { region, exports } = objectOf(next.properties().WriterProps);
    for (const [name, value] of Object.entries(objectOf(exports))) {
      parameters.set([next.accountId, textOf(region) ?? next.region, name].join(' '), textOf(value) ?? JSON.stringify(value));
    }
    return true;
  }

  return {
    importValue: (account, region, name) => stacks
      .filter((stack) => stack.account === account && stack.region === region)
      .flatMap((stack) => stack.outputs())
      .find((output) => output.exportName === name)?.value,
    ssmParameter: (account, region, name) => {
      const key = [account, region, name].join(' ');
      while (!parameters.has(key) && readNextParameter());
      return parameters.get(key);
    },
    nestedTemplate: (url) => {
      const file = assets.find((asset) => url.endsWith(`/${asset.objectKey}`))?.path;
      const template = file === undefined ? undefined : readJson(file);
      return isObject(template) ? template : undefined;
    },
  };
}
