import { ProxyRequest } from './proxy-event';

/**
 * What the identity sources of an authorizer find in a request, in order.
 * @returns undefined when one finds nothing: API Gateway then refuses the request without asking
 */
export function readIdentitySources(sources: readonly string[], proxy: ProxyRequest): string[] | undefined {
  const values = sources.map((source) => valueOf(source, proxy));
  return values.every((value) => value !== undefined && value !== '') ? values as string[] : undefined;
}

function valueOf(source: string, { request, query, stage, path, requestId }: ProxyRequest): string | undefined {
  const [, place = '', name = ''] = /^(method\.request\.header|method\.request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  switch (place) {
    case 'method.request.header': {
      const value = request.headers[name.toLowerCase()];
      return Array.isArray(value) ? value.join(',') : value;
    }
    case 'method.request.querystring': return query.get(name) ?? undefined;
    case 'stageVariables': return stage.variables[name];
    case 'context': return new Map([['httpMethod', request.method], ['path', `/${stage.name}${path}`], ['stage', stage.name], ['requestId', requestId]]).get(name);
    default: return undefined;
  }
}
