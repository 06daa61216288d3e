/** The day on which `GEOGRAPHIES` was compared with its source. */
export const GEOGRAPHIES_AS_OF = '2026-11-20';

/**
 * The Regions that a geographic cross-Region inference profile may route to, by the prefix of its id.
 *
 * Which of them one profile really uses depends on the model and on the source Region; this is the
 * outer bound that AWS has published. `npx cdk-resilient-inference profiles` asks Bedrock for the exact ones.
 * Source: `CrossRegionInferenceProfileRegion` of `@aws-cdk/aws-bedrock-alpha` 2.271.0-alpha.0, as of `GEOGRAPHIES_AS_OF`.
 */
export const GEOGRAPHIES: { readonly [prefix: string]: readonly string[] } = {
  'us': ['us-east-1', 'us-east-2', 'us-west-2'],
  'eu': ['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  'jp': ['ap-northeast-1', 'ap-northeast-3'],
  'au': ['ap-southeast-2', 'ap-southeast-4'],
  'us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  'apac': [
    'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2',
    'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7', 'me-central-1',
  ],
};

/** Regions of the geography `eu` in countries that are not members of the European Union: London and Zurich. */
export const OUTSIDE_EUROPEAN_UNION: readonly string[] = ['eu-central-2', 'eu-west-2'];

/** The prefix of a profile that may route to any commercial Region. */
export const GLOBAL_PREFIX = 'global';
