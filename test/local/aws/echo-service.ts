import type { AwsRequest, AwsResponse, AwsService } from '../../../local/aws/service';

/** A service with JSON errors whose behaviour a test supplies; it keeps the requests it saw. */
export function echoService(handle: (request: AwsRequest) => Promise<AwsResponse> = async (request) => json({ path: request.path })) {
  const requests: AwsRequest[] = [];
  const service: AwsService = {
    signingName: 'bedrock',
    handle: async (request) => {
      requests.push(request);
      return handle(request);
    },
    renderError: (error, request) => ({
      status: error.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code, 'x-amzn-requestid': request.id },
      body: Buffer.from(JSON.stringify({ message: error.message })),
    }),
  };
  return { service, requests };
}

export function json(value: unknown): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

export function streamed(body: AsyncIterable<Uint8Array>): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
}
