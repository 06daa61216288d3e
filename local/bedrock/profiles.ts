import { GEOGRAPHIES, GLOBAL_PREFIX } from '../../src/contract/geographies';
import { VENDORS } from '../../src/contract/vendors';

/** The Regions that the simulated Global profiles route to. AWS's own list grows and is not fixed. */
export const GLOBAL_DESTINATIONS: readonly string[] = [
  'us-east-1', 'us-east-2', 'us-west-2', 'ca-central-1', 'sa-east-1', 'eu-west-1', 'eu-central-1', 'eu-north-1',
  'ap-northeast-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-south-1',
];

export function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/** The parts of the id of a model or of a system-defined profile; undefined when it is neither. */
export function splitModelId(id: string): { readonly prefix?: string; readonly foundationModelId: string } | undefined {
  if (!/^[a-z0-9-]+\.[A-Za-z0-9._:-]+$/.test(id)) return undefined;
  const [head = '', provider = ''] = id.split('.', 2);
  const rest = id.slice(head.length + 1);
  if (head === GLOBAL_PREFIX || Object.hasOwn(GEOGRAPHIES, head)) {
    return rest.includes('.') ? { prefix: head, foundationModelId: rest } : undefined;
  }
  // `xx.anthropic.…` is a profile of a geography that does not exist here, not a model of a provider `xx`.
  return VENDORS.includes(provider) ? undefined : { foundationModelId: id };
}

/** The Regions that may serve a profile called in a source Region; undefined when it cannot be called there. */
export function profileDestinations(prefix: string, sourceRegion: string): readonly string[] | undefined {
  if (prefix === GLOBAL_PREFIX) return partitionOf(sourceRegion) === 'aws' ? GLOBAL_DESTINATIONS : undefined;
  const destinations = GEOGRAPHIES[prefix];
  return destinations?.includes(sourceRegion) === true ? destinations : undefined;
}

/** Anthropic models of generation 4 and later are only invoked through an inference profile. */
export function requiresInferenceProfile(foundationModelId: string): boolean {
  const [, generation] = /^anthropic\.claude-[a-z]+-(\d+)/.exec(foundationModelId) ?? [];
  return generation !== undefined && Number(generation) >= 4;
}
