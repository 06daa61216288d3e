import { AwsError, AwsRequest, AwsResponse, AwsService } from '../../aws/service';
import { partitionOf } from '../../bedrock/profiles';

/** System-defined profiles, by id and by the Region that is called: the Regions that may serve. A Global profile names an empty one. */
export type ControlledProfiles = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

const MOST_ON_A_PAGE = 1_000;

/** GetInferenceProfile and ListInferenceProfiles of the control plane, for system-defined profiles. */
export function createProfilesControl(profiles: ControlledProfiles): AwsService {
  return {
    signingName: 'bedrock',
    handle: async (request) => {
      const [, root, encoded, ...rest] = request.path.split('/');
      if (request.method !== 'GET' || root !== 'inference-profiles' || rest.length > 0) throw new AwsError('UnknownOperationException', 404, 'emulated are GetInferenceProfile and ListInferenceProfiles');
      return encoded === undefined ? list(profiles, request) : get(profiles, decodeURIComponent(encoded), request);
    },
    renderError: (error, request) => ({ ...json(error.status, { message: error.message }, request), headers: { ...json(0, {}, request).headers, 'x-amzn-errortype': error.code } }),
  };
}

function get(profiles: ControlledProfiles, identifier: string, request: AwsRequest): AwsResponse {
  const id = identifier.slice(identifier.lastIndexOf('/') + 1);
  request.authorize('bedrock:GetInferenceProfile', arnOf(id, request));
  const destinations = Object.hasOwn(profiles, id) ? profiles[id]?.[request.region] : undefined;
  if (!destinations) throw new AwsError('ResourceNotFoundException', 404, `The inference profile ${id} does not exist in ${request.region}.`);
  return json(200, describe(id, destinations, request), request);
}

function list(profiles: ControlledProfiles, request: AwsRequest): AwsResponse {
  request.authorize('bedrock:ListInferenceProfiles', '*');
  const type = request.query.get('type');
  if (type !== null && type !== 'SYSTEM_DEFINED') return json(200, { inferenceProfileSummaries: [] }, request);
  const size = Number(request.query.get('maxResults') ?? MOST_ON_A_PAGE);
  const begin = Number(request.query.get('nextToken') ?? 0);
  const here = Object.entries(profiles).flatMap(([id, { [request.region]: destinations }]) =>
    (destinations ? [describe(id, destinations, request)] : []));
  const end = begin + size;
  return json(200, { inferenceProfileSummaries: here.slice(begin, end), ...(end < here.length ? { nextToken: String(end) } : {}) }, request);
}

function describe(id: string, destinations: readonly string[], request: AwsRequest) {
  const model = id.slice(id.indexOf('.') + 1);
  return {
    inferenceProfileId: id,
    inferenceProfileName: id,
    inferenceProfileArn: arnOf(id, request),
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
    models: destinations.map((region) => ({ modelArn: `arn:${partitionOf(request.region)}:bedrock:${region}::foundation-model/${model}` })),
  };
}

function arnOf(id: string, { region, caller }: AwsRequest): string {
  return `arn:${partitionOf(region)}:bedrock:${region}:${caller.accountId}:inference-profile/${id}`;
}

function json(status: number, body: unknown, { id }: Pick<AwsRequest, 'id'>): AwsResponse {
  return { status, headers: { 'content-type': 'application/json', 'x-amzn-requestid': id }, body: Buffer.from(JSON.stringify(body)) };
}
