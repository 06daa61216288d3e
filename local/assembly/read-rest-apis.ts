import { arrayOf, booleanOf, isObject, JsonObject, numberOf, objectOf, textOf } from './json';
import { literalHeaders } from './literal-headers';
import { AnyResource } from './model';
import { readAuthorizer } from './read-authorizer';
import { readIntegration } from './read-integration';
import { originOf } from './read-roles';
import { readStages } from './read-stages';
import { GatewayResponse, LambdaAuthorizer, RestApi, RestApiDomain, RestMethod, RestResource } from './rest-api-model';

/** A resource of the API with its properties evaluated once. */
export interface Part {
  readonly resource: AnyResource;
  readonly properties: JsonObject;
}

/** The REST APIs with their path trees, stages and error answers. */
export function readRestApis(resources: readonly AnyResource[]): RestApi[] {
  const parts = resources
    .filter(({ type }) => type.startsWith('AWS::ApiGateway::'))
    .map((resource): Part => ({ resource, properties: resource.properties() }));
  return parts.filter(({ resource }) => resource.type === 'AWS::ApiGateway::RestApi').map((api) => readRestApi(api, parts));
}

function readRestApi({ resource, properties }: Part, all: readonly Part[]): RestApi {
  const sameEnvironment = all.filter((part) => part.resource.accountId === resource.accountId && part.resource.region === resource.region);
  const own = sameEnvironment.filter((part) => part.properties.RestApiId === resource.ref);
  const ofType = (type: string) => own.filter((part) => part.resource.type === `AWS::ApiGateway::${type}`);
  const [endpointType] = arrayOf(objectOf(properties.EndpointConfiguration).Types);
  const authorizers = ofType('Authorizer').flatMap((part) => readAuthorizer(part) ?? []);
  return {
    ...originOf(resource),
    id: resource.ref,
    name: textOf(properties.Name) ?? resource.logicalId,
    endpointType: endpointType === 'REGIONAL' || endpointType === 'PRIVATE' ? endpointType : 'EDGE',
    vpcEndpointIds: arrayOf(objectOf(properties.EndpointConfiguration).VpcEndpointIds).flatMap((id) => textOf(id) ?? []),
    binaryMediaTypes: arrayOf(properties.BinaryMediaTypes).flatMap((type) => textOf(type) ?? []),
    root: readTree(textOf(resource.attribute('RootResourceId')) ?? '', '', '', { resources: ofType('Resource'), methods: ofType('Method'), authorizers }),
    stages: readStages(resource.ref, ofType('Stage'), sameEnvironment),
    domains: [...ofType('BasePathMapping'), ...ofType('BasePathMappingV2')].map((part) => readDomain(part.properties)),
    gatewayResponses: ofType('GatewayResponse').map((part) => readGatewayResponse(part.properties)),
    ...(isObject(properties.Policy) ? { policy: { Statement: [], ...properties.Policy } } : {}),
  };
}

/** A private domain name is referred to by its ARN, which ends with `<name>+<id>`. */
function readDomain({ DomainName, DomainNameArn, Stage, BasePath }: JsonObject): RestApiDomain {
  return { name: textOf(DomainName) ?? /([^/]+)\+/.exec(textOf(DomainNameArn) ?? '')?.[1] ?? '', stage: textOf(Stage) ?? '', basePath: textOf(BasePath) ?? '' };
}

interface TreeParts {
  readonly resources: readonly Part[];
  readonly methods: readonly Part[];
  readonly authorizers: readonly LambdaAuthorizer[];
}

function readTree(id: string, pathPart: string, parentPath: string, parts: TreeParts): RestResource {
  const path = pathPart === '' ? parentPath : `${parentPath}/${pathPart}`;
  const children = parts.resources.filter(({ properties }) => properties.ParentId === id);
  const methods = parts.methods.filter(({ properties }) => properties.ResourceId === id);
  return {
    id,
    path: path === '' ? '/' : path,
    pathPart,
    methods: methods.map(({ properties }) => readMethod(properties, parts.authorizers)),
    children: children.map(({ resource, properties }) => readTree(resource.ref, textOf(properties.PathPart) ?? '', path, parts)),
  };
}

function readMethod(properties: JsonObject, authorizers: readonly LambdaAuthorizer[]): RestMethod {
  const authorizer = authorizers.find(({ id }) => id === properties.AuthorizerId);
  const prefix = 'method.request.path.';
  const declared = Object.entries(objectOf(properties.RequestParameters)).filter(([name]) => name.startsWith(prefix));
  return {
    httpMethod: textOf(properties.HttpMethod) ?? 'ANY',
    authorizationType: textOf(properties.AuthorizationType) ?? 'NONE',
    ...(authorizer === undefined ? {} : { authorizer }),
    apiKeyRequired: booleanOf(properties.ApiKeyRequired) ?? false,
    requestPathParameters: Object.fromEntries(declared.map(([name, required]) => [name.slice(prefix.length), booleanOf(required) ?? false])),
    integration: readIntegration(objectOf(properties.Integration)),
  };
}

function readGatewayResponse(properties: JsonObject): GatewayResponse {
  const statusCode = numberOf(properties.StatusCode);
  const templates = Object.entries(objectOf(properties.ResponseTemplates)).map(([type, template]) => [type, textOf(template) ?? '']);
  return {
    type: textOf(properties.ResponseType) ?? '',
    ...(statusCode === undefined ? {} : { statusCode }),
    headers: literalHeaders(properties.ResponseParameters, 'gatewayresponse.header.'),
    templates: Object.fromEntries(templates),
  };
}
