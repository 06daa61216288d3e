import { Origin, PolicyDocument } from './model';

/** How a method is answered. */
export type Integration = LambdaIntegration | MockIntegration | UnsupportedIntegration;

export interface LambdaIntegration {
  readonly kind: 'lambda';
  /** As API Gateway holds it: `arn:aws:apigateway:REGION:lambda:path/…`. */
  readonly uri: string;
  /** The function to invoke, a version or alias included. */
  readonly functionArn: string;
  readonly responseTransferMode: 'STREAM' | 'BUFFERED';
  readonly timeoutInMillis: number;
}

/** A fixed answer, which is what CORS preflight methods are. */
export interface MockIntegration {
  readonly kind: 'mock';
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface UnsupportedIntegration {
  readonly kind: 'unsupported';
  /** Why this machine cannot run it, for the start-up report. */
  readonly reason: string;
}

/** A function that decides about requests before the integration is asked. */
export interface LambdaAuthorizer {
  readonly id: string;
  /** `TOKEN` is given one header, `REQUEST` all of the request but its body. */
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionArn: string;
  /** What has to be there, such as `method.request.header.Authorization`; the values together are the key of the cache. */
  readonly identitySources: readonly string[];
  /** What a token has to look like as a whole. */
  readonly validation?: string;
  /** For how long an answer counts; 0 asks every time. */
  readonly cacheSeconds: number;
}

export interface RestMethod {
  /** `GET`, …, or `ANY`. */
  readonly httpMethod: string;
  readonly authorizationType: string;
  /** Of a method with `authorizationType` CUSTOM. */
  readonly authorizer?: LambdaAuthorizer;
  readonly apiKeyRequired: boolean;
  /** Names of path parameters that the method declares, mapped to whether they are required. */
  readonly requestPathParameters: Readonly<Record<string, boolean>>;
  readonly integration: Integration;
}

/** One node of the path tree. */
export interface RestResource {
  readonly id: string;
  /** `/model/{modelId}/converse` */
  readonly path: string;
  /** The last segment: `converse`, `{modelId}` or `{proxy+}`; empty for the root. */
  readonly pathPart: string;
  readonly methods: readonly RestMethod[];
  readonly children: readonly RestResource[];
}

export interface ThrottlingSettings {
  /** Requests per second; undefined is the account's default. */
  readonly rateLimit?: number;
  readonly burstLimit?: number;
}

export interface MethodSettings extends ThrottlingSettings {
  /** `*` or an HTTP method. */
  readonly httpMethod: string;
  /** `*` for all, else as in `RestResource.path`. */
  readonly resourcePath: string;
}

/** A customised error answer. */
export interface GatewayResponse {
  /** `DEFAULT_4XX`, `THROTTLED`, … */
  readonly type: string;
  readonly statusCode?: number;
  readonly headers: Readonly<Record<string, string>>;
  /** By content type; only `$context` variables are replaced. */
  readonly templates: Readonly<Record<string, string>>;
}

/** Where a stage writes a line for each request. */
export interface AccessLog {
  readonly logGroup: string;
  /** With variables such as `$context.requestId`. */
  readonly format: string;
}

export interface RestApiStage {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly methodSettings: readonly MethodSettings[];
  /** Values that open methods with `apiKeyRequired`, through a usage plan of this stage. */
  readonly apiKeys: readonly { readonly id: string; readonly value: string }[];
  readonly accessLog?: AccessLog;
}

/** A domain name that leads to a stage. */
export interface RestApiDomain {
  readonly name: string;
  readonly stage: string;
  /** What is in front of every path, without slashes; empty for nothing. */
  readonly basePath: string;
}

export interface RestApi extends Origin {
  readonly id: string;
  readonly name: string;
  readonly endpointType: 'EDGE' | 'REGIONAL' | 'PRIVATE';
  /** Through which a private API is reached. */
  readonly vpcEndpointIds: readonly string[];
  readonly binaryMediaTypes: readonly string[];
  readonly root: RestResource;
  readonly stages: readonly RestApiStage[];
  readonly domains: readonly RestApiDomain[];
  readonly gatewayResponses: readonly GatewayResponse[];
  /** Who may call, beside those whom their own policies allow to. */
  readonly policy?: PolicyDocument;
}
